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


@pytest.fixture
def granted(prefix: str, database: Database, run: Run) -> Database:
    """A database with the roles."""
    assert run("db", "grants", "--apply", "--prefix", prefix).exit_code == 0
    return database


def denied(database: Database, role: str, statement: str) -> bool:
    """Whether the privileges of a role do not suffice for a statement."""
    try:
        database.rows(f"BEGIN; SET LOCAL ROLE {role}; {statement}; ROLLBACK")
    except psycopg2.errors.InsufficientPrivilege:
        return True
    return False


FORGED = (
    "INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action) VALUES (gen_random_uuid(), 'x', 'lock')"
)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("role", "statement", "is_denied"),
    [
        ("analyst", "SELECT count(*) FROM prop_markets", False),
        ("analyst", "SELECT last_value FROM snapshot_lock_events_id_seq", False),
        ("analyst", "SELECT count(*) FROM users", False),
        ("analyst", "SELECT id, subscription_tier FROM users_pseudonymous", False),
        ("analyst", "SELECT email FROM users", True),
        ("analyst", "SELECT * FROM users", True),
        ("analyst", "SELECT full_name FROM users", True),
        ("analyst", "DELETE FROM prop_markets", True),
        ("backup", "SELECT email FROM users", False),
        ("backup", "DELETE FROM prop_markets", True),
        ("cron", "DELETE FROM prop_markets", False),
        ("cron", "UPDATE snapshots SET league = 'NBA'", False),
        ("cron", "DELETE FROM users", True),
        ("cron", "UPDATE users SET email = 'erased@example.com'", True),
        ("cron", "DELETE FROM experiments", True),
        ("cron", "DELETE FROM saved_slips", True),
        ("app", "DELETE FROM users", False),
        ("app", "SELECT bbprops_unlock_snapshot('x', 'because of a test')", True),
        ("cron", "TRUNCATE prop_markets", True),
        ("app", FORGED, True),
        ("admin", FORGED, True),
        ("app", "CREATE TABLE mine (x int)", True),
        ("app", "CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION bbprops_refuse()", True),
    ],
)
def test_grants_give_each_role_what_it_needs(
    granted: Database, prefix: str, role: str, statement: str, *, is_denied: bool
) -> None:
    assert denied(granted, f"{prefix}_{role}", statement) == is_denied


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_hold_for_tables_of_later_migrations(granted: Database, prefix: str) -> None:
    granted.rows(f"SET ROLE {prefix}_owner; CREATE TABLE later (id serial, x int)")
    granted.rows(f"SET ROLE {prefix}_owner; CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'")

    for role in ("app", "cron", "admin"):
        assert not denied(granted, f"{prefix}_{role}", "INSERT INTO later (x) VALUES (1); DELETE FROM later")
    for role in ("analyst", "backup"):
        assert not denied(granted, f"{prefix}_{role}", "SELECT x FROM later; SELECT last_value FROM later_id_seq")
        assert denied(granted, f"{prefix}_{role}", "INSERT INTO later (x) VALUES (1)")
    assert denied(granted, f"{prefix}_app", "SELECT later()")


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_take_back_what_everybody_was_granted(prefix: str, database: Database, run: Run) -> None:
    database.rows("GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC")
    database.rows("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC")
    database.rows("GRANT ALL ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC")  # like a restore without privileges

    assert run("db", "grants", "--apply", "--prefix", prefix).exit_code == 0

    everybody = "SELECT count(*) FROM {}, aclexplode({}) WHERE grantee = 0 AND {} = 'public'::regnamespace"
    assert database.rows(everybody.format("pg_class", "relacl", "relnamespace")) == [(0,)]
    functions = everybody.format("pg_proc", "coalesce(proacl, acldefault('f', proowner))", "pronamespace")
    assert database.rows(functions) == [(0,)]
    assert run("db", "check").exit_code == 0


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_warn_when_administrators_of_another_database_may_unlock(
    prefix: str, granted: Database, empty_database: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)
    assert run("db", "init").exit_code == 0

    result = run("db", "grants", "--apply", "--prefix", prefix)

    assert result.exit_code == 0
    assert f"members of {prefix}_admin may also unlock in database {granted.name};" in " ".join(result.stderr.split())


def test_grants_dry_run_requires_apply(run: Run) -> None:
    result = run("db", "grants", "--dry-run")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "--dry-run and --cron require --apply" in result.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_grants_refuses_sql_in_the_prefix(run: Run) -> None:
    assert run("db", "grants", "--prefix", "x; DROP").exit_code == 2
