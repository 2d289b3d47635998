"""`bbprops db grants`; what the roles can and cannot do is in tests/db/schema/test_guards_roles.py."""

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
    """What the roles of this test begin with; they go after its database."""
    name = f"role_{uuid.uuid4().hex[:12]}"
    yield name
    for role in ROLES:
        Database("postgresql", pg_server).rows(f"DROP ROLE IF EXISTS {name}_{role}")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_sqlite_says_in_one_line_that_it_has_no_roles(run: Run) -> None:
    result = run("db", "grants")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "SQLite knows no roles: whoever can write the file may do anything\n"


@pytest.mark.parametrize("kind", ["postgresql"])
def test_what_is_printed_may_run_twice_and_leaves_no_drift(prefix: str, database: Database, run: Run) -> None:
    printed = run("db", "grants", "--prefix", prefix)

    assert (printed.exit_code, printed.stderr) == (0, "")
    for _ in range(2):
        database.rows(printed.stdout)
    assert database.rows(OWNER) == [(f"{prefix}_owner",)]
    assert run("db", "check").exit_code == 0
    assert run("snapshots", "verify", "--all").exit_code == 0


@pytest.mark.parametrize("kind", ["postgresql"])
def test_apply_does_it_and_a_dry_run_does_not(prefix: str, database: Database, run: Run) -> None:
    tried = run("db", "grants", "--apply", "--dry-run", "--prefix", prefix)
    owner = database.rows(OWNER)
    done = run("db", "grants", "--apply", "--prefix", prefix)

    assert (tried.exit_code, done.exit_code, done.stdout) == (0, 0, "")
    assert tried.stderr.endswith("(dry run: nothing was changed)\n")
    assert f" knows {prefix}_owner, {prefix}_app, " in done.stderr
    assert owner != database.rows(OWNER) == [(f"{prefix}_owner",)]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_an_analyst_reads_and_does_not_write(prefix: str, database: Database, run: Run) -> None:
    run("db", "grants", "--apply", "--prefix", prefix)

    as_analyst = f"SET ROLE {prefix}_analyst;"
    assert database.rows(f"{as_analyst} SELECT count(*) FROM prop_markets") == [(0,)]
    assert database.rows(f"{as_analyst} SELECT last_value FROM snapshot_lock_events_id_seq") == [(1,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        database.rows(f"{as_analyst} DELETE FROM prop_markets")


def test_nothing_is_printed_or_run_by_half(run: Run) -> None:
    result = run("db", "grants", "--dry-run")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Printing changes nothing. Add --apply" in result.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_prefix_is_no_place_for_sql(run: Run) -> None:
    assert run("db", "grants", "--prefix", "x; DROP").exit_code == 2
