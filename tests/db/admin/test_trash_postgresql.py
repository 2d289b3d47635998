"""Reset on PostgreSQL keeps owners, grants and default privileges, and names dependents of the trash."""

import uuid
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from bbprops_cli.db.admin import trash
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import Conflict
from tests import databases, snapshots
from tests.databases import Database

pytestmark = pytest.mark.slow


@pytest.fixture
def kind() -> str:
    return "postgresql"


@pytest.fixture
def role(pg_server: str) -> Iterator[str]:
    """A role that is dropped after the database of the test."""
    name = f"role_{uuid.uuid4().hex[:12]}"
    admin = Database("postgresql", pg_server)
    admin.rows(f"CREATE ROLE {name} LOGIN")
    yield name
    admin.rows(f"DROP ROLE {name}")


other_role = role


def where(database: Database) -> Target:
    return parse(database.url)


def grants(database: Database) -> list[tuple[str, ...]]:
    return database.rows(
        "SELECT c.relname, a.attname, coalesce(c.relacl, acldefault('r', c.relowner))::text, a.attacl::text"
        " FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'"
        " ORDER BY 1, 2"
    )


def test_reset_and_undo_keep_grants(role: str, database: Database) -> None:
    database.rows(
        f"GRANT SELECT, INSERT ON prop_markets TO {role}; GRANT SELECT ON snapshots TO {role} WITH GRANT OPTION"
    )
    database.rows(f"GRANT UPDATE (full_name) ON users TO {role}; REVOKE DELETE ON users FROM postgres")
    database.rows(f"GRANT USAGE ON snapshot_lock_events_id_seq TO {role}; GRANT SELECT ON experiments TO PUBLIC")
    before = grants(database)

    trash.reset(where(database))
    assert grants(database) == before

    trash.undo(where(database))
    assert grants(database) == before


def test_reset_does_not_grant_revoked_rights_by_default_privileges(role: str, database: Database) -> None:
    database.rows(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}")
    before = grants(database)

    trash.reset(where(database))

    assert grants(database) == before
    database.rows("CREATE TABLE new (x int)")
    assert database.rows(f"SELECT has_table_privilege('{role}', 'new', 'SELECT')") == [(True,)]


def test_reset_keeps_grants_on_functions(role: str, other_role: str, guarded: Database) -> None:
    guarded.rows(
        f"REVOKE ALL ON FUNCTION bbprops_guard() FROM PUBLIC; GRANT EXECUTE ON FUNCTION bbprops_guard() TO {role}"
    )

    trash.reset(where(guarded))

    can = "SELECT has_function_privilege(%s, 'public.bbprops_guard()', 'EXECUTE')"
    assert guarded.rows(can, role) == [(True,)]
    assert guarded.rows(can, other_role) == [(False,)]


def test_reset_keeps_owners_of_tables_and_sequences(role: str, database: Database) -> None:
    database.rows(f"GRANT CREATE ON SCHEMA public TO {role}; ALTER TABLE users OWNER TO {role}")
    database.rows(f"ALTER TABLE snapshot_lock_events OWNER TO {role}")

    trash.reset(where(database))

    owned = (
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'S') AND relowner = %s::regrole"
        " AND relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    tables = ["snapshot_lock_events", "snapshot_lock_events_id_seq", "users"]
    assert [name for (name,) in database.rows(owned, role)] == tables


def test_owner_without_superuser_rights_can_reset_and_undo(role: str, pg_server: str) -> None:
    with databases.postgres_database(pg_server) as database:
        database.rows(f"ALTER DATABASE {database.name} OWNER TO {role}")
        as_owner = parse(database.url)._replace(user=role)
        migrations.upgrade(as_owner)

        trash.reset(as_owner)
        trash.undo(as_owner)

        assert structure.drift(as_owner) == []


def test_other_roles_cannot_read_the_trash(role: str, database: Database) -> None:
    database.rows(f"GRANT SELECT ON users TO {role}")

    done = trash.reset(where(database))

    assert database.rows(f"SELECT has_schema_privilege('{role}', '{done.trash}', 'USAGE')") == [(False,)]


def test_dependents_of_the_trash_are_named_and_keep_it_from_being_emptied(database: Database) -> None:
    database.rows("CREATE SCHEMA reports; CREATE VIEW reports.people AS SELECT email FROM users")
    database.rows("CREATE TABLE bets (user_id uuid REFERENCES users)")

    done = trash.reset(where(database))

    assert done.dependents == ["constraint bets_user_id_fkey on table bets", "view reports.people"]
    with pytest.raises(Conflict, match=r"bets_user_id_fkey on table bets; view reports[.]people still refers to"):
        trash.empty(where(database), [done.trash])
    assert trash.undo(where(database)).dependents == []
    assert database.rows("SELECT * FROM reports.people") == []


def test_reset_leaves_functions_types_and_sequences_of_others_alone(database: Database) -> None:
    database.rows("CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE numbers")
    database.rows("CREATE TYPE mood AS ENUM ('good'); CREATE TABLE bets (mood mood)")

    trash.reset(where(database))

    assert database.rows("SELECT theirs(), nextval('numbers'), 'good'::mood::text") == [(1, 1, "good")]


def test_reset_is_busy_while_another_transaction_reads_a_table(database: Database) -> None:
    from sqlalchemy.exc import OperationalError

    from bbprops_cli.db.connection.failures import explain

    original = migrations.TURN
    with closing(database.connect()) as other, pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "TURN", original.replace("10s", "100ms"))
        other.cursor().execute("BEGIN; SELECT * FROM users")
        with pytest.raises(OperationalError) as failure:
            trash.reset(where(database))

    assert (known := explain(failure.value))
    assert known.exit_code == 75
    assert trash.listing(where(database)) == []


WRITES = [
    "DELETE FROM theirs.props",
    "UPDATE theirs.props SET line = 9",
    "INSERT INTO theirs.props SELECT * FROM theirs.props",
    "UPDATE theirs.people SET email = 'b@example.com'",
]


@pytest.mark.parametrize("statement", WRITES)
def test_views_of_an_application_cannot_change_what_is_in_the_trash(
    role: str, database: Database, statement: str
) -> None:
    for table in ("users", "prop_markets"):
        database.rows(f"ALTER TABLE {table} OWNER TO {role}")
    snapshots.make(database)
    database.rows(
        f"CREATE SCHEMA theirs AUTHORIZATION {role}; SET ROLE {role};"
        " CREATE VIEW theirs.props AS SELECT * FROM prop_markets; CREATE VIEW theirs.people AS SELECT * FROM users"
    )
    before = database.rows("SELECT * FROM prop_markets ORDER BY id")
    trash.reset(where(database))

    with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="permission denied for table"):
        database.rows(f"SET ROLE {role}; {statement}")

    trash.undo(where(database))
    assert database.rows("SELECT * FROM prop_markets ORDER BY id") == before
    database.rows(f"SET ROLE {role}; DELETE FROM theirs.props")


def test_undo_gives_back_the_grants_of_roles_that_still_exist(role: str, pg_server: str, database: Database) -> None:
    other = f"{role}_other"
    database.rows(f"CREATE ROLE {other}; GRANT INSERT, DELETE ON users TO {role}, {other}")
    trash.reset(where(database))
    database.rows(f"DROP OWNED BY {other}; DROP ROLE {other}")

    trash.undo(where(database))

    granted = "SELECT grantee, privilege_type FROM information_schema.role_table_grants WHERE table_name = 'users'"
    assert database.rows(f"{granted} AND grantee <> 'postgres' ORDER BY 2") == [(role, "DELETE"), (role, "INSERT")]
