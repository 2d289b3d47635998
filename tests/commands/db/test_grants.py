"""`db grants`; what the roles can and cannot do is in tests/db/schema/test_guards_roles.py."""

import uuid
from collections.abc import Iterator

import psycopg2
import pytest

from bbprops_cli.db.admin.grants import ROLES
from tests.conftest import Run
from tests.databases import Database

OWNER = "SELECT tableowner FROM pg_tables WHERE tablename = 'users'"


@pytest.fixture
def prefix(pg_server: str) -> Iterator[str]:
    """Beginning of the names of the roles, which are dropped after the database of the test."""
    name = f"role_{uuid.uuid4().hex[:12]}"
    yield name
    for role in ROLES:
        Database("postgresql", pg_server).rows(f"DROP ROLE IF EXISTS {name}_{role}")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_grants_on_sqlite_is_one_note(run: Run) -> None:
    result = run("db", "grants")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "SQLite has no roles: write access to the file gives all privileges\n"


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_prints_sql_that_is_idempotent_and_leaves_no_drift(prefix: str, database: Database, run: Run) -> None:
    printed = run("db", "grants", "--prefix", prefix)

    assert (printed.exit_code, printed.stderr) == (0, "")
    for _ in range(2):
        database.rows(printed.stdout)
    assert database.rows(OWNER) == [(f"{prefix}_owner",)]
    assert run("db", "check").exit_code == 0
    assert run("snapshots", "verify", "--all").exit_code == 0


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_apply_runs_the_sql_and_a_dry_run_rolls_back(prefix: str, database: Database, run: Run) -> None:
    tried = run("db", "grants", "--apply", "--dry-run", "--prefix", prefix)
    owner = database.rows(OWNER)
    done = run("db", "grants", "--apply", "--prefix", prefix)

    assert (tried.exit_code, done.exit_code, done.stdout) == (0, 0, "")
    assert tried.stderr.startswith("would grant privileges in ")
    assert f" to {prefix}_owner, {prefix}_app, " in done.stderr
    assert owner != database.rows(OWNER) == [(f"{prefix}_owner",)]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_let_an_analyst_read_and_not_write(prefix: str, database: Database, run: Run) -> None:
    run("db", "grants", "--apply", "--prefix", prefix)

    as_analyst = f"SET ROLE {prefix}_analyst;"
    assert database.rows(f"{as_analyst} SELECT count(*) FROM prop_markets") == [(0,)]
    assert database.rows(f"{as_analyst} SELECT last_value FROM snapshot_lock_events_id_seq") == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        database.rows(f"{as_analyst} DELETE FROM prop_markets")


def test_grants_dry_run_requires_apply(run: Run) -> None:
    result = run("db", "grants", "--dry-run")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "--dry-run and --cron require --apply" in result.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_refuses_sql_in_the_prefix(run: Run) -> None:
    assert run("db", "grants", "--prefix", "x; DROP").exit_code == 2
