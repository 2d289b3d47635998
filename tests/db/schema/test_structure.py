"""Drift: every kind of difference between a database and its migrations is found and named."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from bbprops_cli.db.admin import grants
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import definition, structure
from bbprops_cli.errors import NotMigrated
from tests.databases import Database
from tests.db import later_migrations
from tests.db.changes import edit_table

ON_BOTH = [
    ("DROP INDEX ix_saved_slips_ev", "missing index saved_slips.ix_saved_slips_ev"),
    ("DROP TABLE saved_slips", "missing table saved_slips"),
    ("CREATE INDEX mine ON users (full_name)", "extra index users.mine"),
    ("ALTER TABLE users ADD COLUMN age int", "extra column users.age"),
    (
        (
            "DROP INDEX uq_prop_markets_on_board;"
            "CREATE UNIQUE INDEX uq_prop_markets_on_board ON prop_markets (platform, external_id) WHERE is_active"
        ),
        "differs index prop_markets.uq_prop_markets_on_board",
    ),
    (
        (
            "DROP INDEX uq_prop_markets_on_board;"
            "CREATE INDEX uq_prop_markets_on_board ON prop_markets (platform, external_id)"
            " WHERE snapshot_id IS NULL AND is_active"
        ),
        "differs index prop_markets.uq_prop_markets_on_board",
    ),
]
ON_POSTGRESQL = [
    ("ALTER TABLE users DROP CONSTRAINT ck_users_email", "missing constraint users.ck_users_email"),
    (
        (
            "ALTER TABLE snapshots DROP CONSTRAINT ck_snapshots_week,"
            " ADD CONSTRAINT ck_snapshots_week CHECK (week IS NULL OR week BETWEEN 0 AND 99)"
        ),
        "differs constraint snapshots.ck_snapshots_week",
    ),
    (
        (
            "ALTER TABLE snapshots DROP CONSTRAINT ck_snapshots_week,"
            " ADD CONSTRAINT ck_snapshots_week CHECK (week IS NULL OR week BETWEEN 0 AND 53) NOT VALID"
        ),
        "differs constraint snapshots.ck_snapshots_week",
    ),
    ("ALTER TABLE prop_markets DROP CONSTRAINT pk_prop_markets", "missing constraint prop_markets.pk_prop_markets"),
    (
        (
            "ALTER TABLE experiments DROP CONSTRAINT fk_experiments_user_id_users,"
            " ADD CONSTRAINT fk_experiments_user_id_users FOREIGN KEY (user_id) REFERENCES users ON DELETE RESTRICT"
        ),
        "differs constraint experiments.fk_experiments_user_id_users",
    ),
    ("ALTER TABLE users ALTER full_name TYPE varchar(9)", "differs column users.full_name"),
    ('ALTER TABLE users ALTER full_name TYPE varchar COLLATE "POSIX"', "differs column users.full_name"),
    ("ALTER TABLE users ALTER is_active DROP DEFAULT", "differs column users.is_active"),
    ("ALTER TABLE users ALTER is_active DROP NOT NULL", "differs column users.is_active"),
    ("ALTER TABLE experiments ALTER created_at TYPE timestamp", "differs column experiments.created_at"),
    ("ALTER TABLE users ALTER user_metadata DROP DEFAULT", "differs column users.user_metadata"),
    ("ALTER TABLE snapshots DROP COLUMN locked_by CASCADE", "missing column snapshots.locked_by"),
    ("CREATE RULE mine AS ON DELETE TO users DO INSTEAD NOTHING", "extra rule users.mine"),
    ("CREATE POLICY mine ON prop_markets USING (false)", "extra policy prop_markets.mine"),
    ("ALTER TABLE snapshots ENABLE ROW LEVEL SECURITY", "differs table snapshots"),
    ("ALTER TABLE snapshots FORCE ROW LEVEL SECURITY", "differs table snapshots"),
    ("ALTER TABLE prop_markets RESET (fillfactor)", "differs table prop_markets"),
    ("CREATE TABLE more () INHERITS (prop_markets)", "extra inheriting table prop_markets.more"),
]
ON_SQLITE = [
    ("users", "CONSTRAINT ck_users_email", "CONSTRAINT ck_users_mail", "missing constraint users.ck_users_email"),
    ("snapshots", "BETWEEN 0 AND 53", "BETWEEN 0 AND 99", "differs constraint snapshots.ck_snapshots_week"),
    ("experiments", "ON DELETE CASCADE", "", "differs constraint experiments.fk_experiments_user_id_users"),
    ("users", "full_name VARCHAR", "full_name INTEGER", "differs column users.full_name"),
    ("users", "is_active BOOLEAN DEFAULT true", "is_active BOOLEAN", "differs column users.is_active"),
]


def found(database: Database) -> list[str]:
    return [f"{one.difference} {one.kind} {one.name}" for one in structure.drift(parse(database.url))]


def test_migrated_database_has_no_drift(database: Database) -> None:
    assert found(database) == []


@pytest.mark.parametrize(("change", "expected"), ON_BOTH)
def test_drift_is_named_on_both_databases(database: Database, change: str, expected: str) -> None:
    for statement in change.split(";"):
        database.rows(statement)

    assert expected in found(database)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(("change", "expected"), ON_POSTGRESQL)
def test_drift_is_named_on_postgresql(database: Database, change: str, expected: str) -> None:
    database.rows(change)

    assert expected in found(database)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("table", "old", "new", "expected"), ON_SQLITE)
def test_drift_is_named_on_sqlite(database: Database, table: str, old: str, new: str, expected: str) -> None:
    edit_table(database, table, old, new)

    assert expected in found(database)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_trigger_of_another_owner_is_drift_however_its_table_is_spelled(database: Database) -> None:
    database.rows("CREATE TRIGGER mine BEFORE UPDATE ON Snapshots BEGIN SELECT RAISE(IGNORE); END")

    assert found(database) == ["extra trigger snapshots.mine"]


def test_drift_shows_the_expected_and_the_found_definition(database: Database) -> None:
    database.rows("DROP INDEX ix_saved_slips_ev")
    database.rows("CREATE UNIQUE INDEX ix_saved_slips_ev ON saved_slips (ev)")

    (one,) = structure.drift(parse(database.url))

    assert (one.expected[:12], one.found[:19]) == ("CREATE INDEX", "CREATE UNIQUE INDEX")


def test_tables_of_other_programs_are_not_drift(database: Database) -> None:
    database.rows("CREATE TABLE bets (id int PRIMARY KEY, note text CHECK (note <> ''))")
    database.rows("CREATE INDEX bets_note ON bets (note)")
    database.rows("CREATE VIEW cheap AS SELECT * FROM bets")

    assert found(database) == []


def test_drift_check_leaves_nothing_behind(database: Database) -> None:
    before = database.rows("SELECT * FROM alembic_version")
    structure.drift(parse(database.url))

    assert database.rows("SELECT * FROM alembic_version") == before
    if database.kind == "postgresql":
        assert database.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bbprops%%'") == []


def test_drift_check_asks_for_pending_migrations_first(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, "pass"))

    with pytest.raises(NotMigrated, match="Migrations are pending: 1"):
        structure.drift(parse(database.url))


def test_triggers_and_functions_of_a_migration_are_not_drift(guarded: Database) -> None:
    assert found(guarded) == []


def test_missing_trigger_is_drift(guarded: Database) -> None:
    guarded.rows(f"DROP TRIGGER trg_guard{' ON users' * (guarded.kind == 'postgresql')}")

    assert found(guarded) == ["missing trigger users.trg_guard"]


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("ALTER TABLE users DISABLE TRIGGER trg_guard", "differs trigger users.trg_guard"),
        ("ALTER TABLE users ENABLE REPLICA TRIGGER trg_guard", "differs trigger users.trg_guard"),
        ("ALTER FUNCTION bbprops_guard() SECURITY DEFINER", "differs function bbprops_guard()"),
        ("ALTER FUNCTION bbprops_guard() RESET search_path", "differs function bbprops_guard()"),
        (
            (
                "CREATE OR REPLACE FUNCTION bbprops_guard() RETURNS trigger LANGUAGE plpgsql"
                " SET search_path = public, pg_temp AS $$BEGIN RETURN NEW; END$$"
            ),
            "differs function bbprops_guard()",
        ),
        ("ALTER TYPE side ADD VALUE 'push'", "differs type side"),
    ],
)
def test_changed_trigger_or_function_is_drift(guarded: Database, change: str, expected: str) -> None:
    guarded.rows(change)

    assert found(guarded) == [expected]


@pytest.fixture
def roles(pg_server: str) -> Iterator[str]:
    """Beginning of the names of the roles of `db grants`, which are dropped after the database of the test."""
    name = f"role_{uuid.uuid4().hex[:12]}"
    yield name
    admin = Database("postgresql", pg_server)
    for (role,) in admin.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", f"{name}%"):
        admin.rows(f"DROP ROLE {role}")


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("role", ["analyst", "backup", "cron", "app"])
def test_check_and_schema_work_for_roles_that_cannot_create_tables(roles: str, database: Database, role: str) -> None:
    database.rows("; ".join(grants.statements(parse(database.url), prefix=roles)))
    database.rows(f"ALTER ROLE {roles}_{role} LOGIN; ALTER TABLE users DROP COLUMN full_name")
    here = parse(database.url)._replace(user=f"{roles}_{role}")

    assert [each.name for each in structure.drift(here)] == ["users.full_name"]
    assert "CREATE VIEW users_pseudonymous" in "".join(definition.sql(here))


@pytest.mark.parametrize("kind", ["postgresql"])
def test_guard_with_another_owner_than_its_tables_is_drift(roles: str, database: Database) -> None:
    database.rows(f"CREATE ROLE {roles}; ALTER FUNCTION bbprops_guard_prop_markets() OWNER TO {roles}")

    (one,) = structure.drift(parse(database.url))

    assert one == ("differs", "owner", "bbprops_guard_prop_markets()", "postgres", roles)
