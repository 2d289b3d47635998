"""Roles with only the privileges that they need can neither bypass nor change the guards."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest

from bbprops_cli.db.admin import grants
from bbprops_cli.db.connection.target import parse
from tests import snapshots
from tests.databases import Database
from tests.db.attempts import KEPT, LOCK, ON_BOTH, ON_POSTGRESQL, TRUNCATES

pytestmark = pytest.mark.slow
NOT_ALLOWED = [
    *TRUNCATES,
    "ALTER TABLE prop_markets DISABLE TRIGGER USER",
    "DROP TRIGGER trg_snapshots_guard ON snapshots",
    "DROP FUNCTION bbprops_guard_prop_markets() CASCADE",
    "ALTER TABLE prop_markets ALTER COLUMN line TYPE double precision USING 9",
    "SET session_replication_role = replica",
    "SELECT bbprops_unlock_snapshot('kept', 'because I want to')",
    (
        "INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, reason)"
        f" VALUES ({KEPT}, 'kept', 'unlock', 'forged event')"
    ),
    "UPDATE snapshot_lock_events SET reason = 'x'",
    "CREATE RULE r AS ON UPDATE TO prop_markets DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE UPDATE ON prop_markets FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    (
        "CREATE TEMP TABLE t (id uuid, snapshot_id text, content_sha256 text, content_props bigint);"
        " CREATE TRIGGER t AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION public.bbprops_log_snapshot_lock()"
    ),
    (
        "CREATE TEMP TABLE t (id uuid);"
        " CREATE TRIGGER t BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION public.bbprops_retire_props()"
    ),
]
OF_ANY_CLIENT = [attempt for attempt in (*ON_BOTH, *ON_POSTGRESQL) if "bbprops_unlock_snapshot" not in attempt]


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
    admin.rows("; ".join(f"DROP ROLE {role}" for role in (name, *(f"{name}_{each}" for each in grants.ROLES))))


@pytest.fixture
def app(role: str, locked: Database) -> Database:
    """The database with the privileges of the application and cron."""
    locked.rows("; ".join(grants.statements(parse(locked.url), prefix=role)))
    locked.rows(f"GRANT {role}_app TO {role}")
    parts = urlsplit(locked.url)
    return Database("postgresql", parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}").geturl())


@pytest.mark.parametrize("statement", OF_ANY_CLIENT)
def test_application_role_cannot_change_a_locked_snapshot(app: Database, statement: str) -> None:
    with pytest.raises(psycopg2.IntegrityError) as refusal:
        app.rows(statement)

    assert refusal.value.pgcode == "23L01"
    assert snapshots.problems(app) == {"kept": []}


@pytest.mark.parametrize("statement", NOT_ALLOWED)
def test_application_role_cannot_touch_the_guards(app: Database, statement: str) -> None:
    with pytest.raises(psycopg2.Error) as refusal:
        app.rows(statement)

    assert refusal.value.pgcode == "42501"
    assert snapshots.problems(app) == {"kept": []}


@pytest.mark.parametrize(
    "function",
    [
        "cardinality(uuid[]) RETURNS int LANGUAGE sql AS 'SELECT 0'",
        "array_remove(uuid[], uuid) RETURNS uuid[] LANGUAGE sql AS 'SELECT NULL::uuid[]'",
        "hashtext(text) RETURNS int LANGUAGE sql AS 'SELECT 1 / 0'",
        "to_jsonb(snapshots) RETURNS jsonb LANGUAGE sql AS $$SELECT '{}'::jsonb$$",
    ],
)
def test_guard_never_calls_a_function_of_another_role(
    app: Database, locked: Database, role: str, function: str
) -> None:
    locked.rows(f"GRANT CREATE ON SCHEMA public TO {role}")
    app.rows(f"CREATE FUNCTION public.{function}")

    with pytest.raises(psycopg2.IntegrityError, match="is locked"):
        app.rows("UPDATE prop_markets SET line = 9")

    app.rows("UPDATE prop_markets SET line = 9 WHERE external_id = 'open-1'")
    with pytest.raises(psycopg2.IntegrityError, match="content changed"):
        locked.rows(f"UPDATE snapshots SET {LOCK}, content_props = 2, description = 'x' WHERE snapshot_id = 'open'")


def test_application_role_can_lock_and_is_logged(app: Database, role: str) -> None:
    locked = snapshots.lock(app, "open")

    assert locked
    assert app.rows("SELECT locked_by FROM snapshots WHERE snapshot_id = 'open'") == [(role,)]
    assert app.rows("SELECT actor FROM snapshot_lock_events WHERE snapshot_slug = 'open'") == [(role,)]


@pytest.fixture
def admin(app: Database, database: Database, role: str) -> Database:
    """The database with the privileges of an administrator."""
    database.rows(f"GRANT {role}_admin TO {role}")
    return app


def test_administrator_role_can_only_unlock(admin: Database, role: str) -> None:
    for statement in (*OF_ANY_CLIENT, *(attempt for attempt in NOT_ALLOWED if "SELECT bbprops_unlock" not in attempt)):
        with pytest.raises(psycopg2.Error) as refusal:
            admin.rows(statement)
        assert refusal.value.pgcode in {"23L01", "42501"}, statement
    assert snapshots.problems(admin) == {"kept": []}

    assert snapshots.unlock(admin, "kept", "the file was wrong")

    events = admin.rows("SELECT actor, reason FROM snapshot_lock_events WHERE action = 'unlock'")
    assert events == [(role, "the file was wrong")]
    admin.rows("UPDATE prop_markets SET line = 9")


@pytest.mark.parametrize(
    ("reason", "code"), [("short", "22023"), ("    pad    ", "22023"), (None, "22023"), ("long enough", "P0002")]
)
def test_unlock_needs_a_reason_and_an_existing_snapshot(admin: Database, reason: str | None, code: str) -> None:
    with pytest.raises(psycopg2.Error) as refusal:
        admin.rows("SELECT bbprops_unlock_snapshot('nowhere', %s)", reason)

    assert refusal.value.pgcode == code
