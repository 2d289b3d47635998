"""Tricks that go past, around or behind the guards fail, and each succeeds against guards with that part removed."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import psycopg2
import pytest

from bbprops_cli.db.admin import grants, trash
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import guards
from tests import snapshots
from tests.databases import Database
from tests.db.attempts import KEPT, LOCK, UNLOCK
from tests.weaker_guards import WEAKER_AGAINST_TRICKS, WEAKER_ON_SQLITE, weaken

CHANGE = "UPDATE {} SET line = 9 WHERE external_id = 'kept-1'"
EVENT = "INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, reason)"
SKIP = "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$"
LOCK_OPEN = f"UPDATE {{}} SET {LOCK}, content_props = 2 WHERE snapshot_id = 'open'"
ROLE = f"role_{uuid.uuid4().hex[:12]}"
Trick = Callable[[Database], bool]  # True if it has succeeded


def changed(database: Database) -> bool:
    """Whether a locked prop has another value."""
    return database.rows("SELECT line FROM prop_markets WHERE external_id = 'kept-1'") == [(9.0,)]


def is_locked(database: Database, name: str = "kept") -> bool:
    """Whether a snapshot is locked."""
    ((locked,),) = database.rows("SELECT is_locked FROM snapshots WHERE snapshot_id = %s", name)
    return bool(locked)


def events(database: Database, name: str = "kept") -> list[str]:
    """What the log says of a snapshot."""
    log = database.rows("SELECT action FROM snapshot_lock_events WHERE snapshot_slug = %s ORDER BY id", name)
    return [action for (action,) in log]


def change_props_in_the_trash(database: Database) -> bool:
    database.rows("CREATE VIEW their_props AS SELECT * FROM prop_markets")
    trash.reset(parse(database.url))
    with suppress(psycopg2.IntegrityError):
        database.rows(CHANGE.format("their_props"))
    trash.undo(parse(database.url))
    return changed(database)


def lock_in_the_trash(database: Database) -> bool:
    database.rows("CREATE VIEW theirs AS SELECT * FROM snapshots")
    trash.reset(parse(database.url))
    database.rows(LOCK_OPEN.format("theirs"))
    return events(database, "open") != []


def unlock_in_the_trash_by_an_event_of_the_present(database: Database) -> bool:
    database.rows("CREATE VIEW theirs AS SELECT * FROM snapshots")
    ((former,),) = database.rows("SELECT id::text FROM snapshots WHERE snapshot_id = 'kept'")
    trash.reset(parse(database.url))
    database.rows("INSERT INTO snapshots (id, snapshot_id, league) VALUES (%s, 'kept', 'NFL')", former)
    snapshots.lock(database, "kept")
    with suppress(psycopg2.IntegrityError):
        unlock = "SELECT bbprops_unlock_snapshot('kept', 'to unlock the other one')"
        database.rows(f"BEGIN; {unlock}; UPDATE theirs SET {UNLOCK} WHERE snapshot_id = 'kept'; COMMIT")
    return database.rows("SELECT is_locked FROM theirs WHERE snapshot_id = 'kept'") == [(False,)]


def hide_snapshots_from_the_guard(database: Database) -> bool:
    database.rows("; ".join(grants.statements(parse(database.url), prefix=ROLE)))
    database.rows("ALTER TABLE snapshots ENABLE ROW LEVEL SECURITY; ALTER TABLE snapshots FORCE ROW LEVEL SECURITY")
    with suppress(psycopg2.errors.InsufficientPrivilege):
        database.rows(f"SET ROLE {ROLE}_app; {CHANGE.format('prop_markets')}")
    return changed(database)


def forge_an_unlock_as_owner(database: Database) -> bool:
    with suppress(psycopg2.IntegrityError):
        forged = f"{EVENT} VALUES ({KEPT}, 'kept', 'unlock', 'forged event')"
        database.rows(f"BEGIN; {forged}; UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'; COMMIT")
    return not is_locked(database)


def forge_an_unlock_as_somebody(database: Database) -> bool:
    """With a function that is named like ours, so that the event seems to come from it."""
    database.rows("; ".join(grants.statements(parse(database.url), prefix=ROLE)))
    database.rows("GRANT ALL ON snapshots, snapshot_lock_events, snapshot_lock_events_id_seq TO PUBLIC")
    with suppress(psycopg2.IntegrityError):
        forged = f"{EVENT} VALUES ({KEPT}, p, ''unlock'', r)".replace("'kept'", "''kept''")
        database.rows(
            f"SET ROLE {ROLE}_analyst; CREATE FUNCTION pg_temp.bbprops_unlock_snapshot(p text, r text) RETURNS int"
            f" LANGUAGE plpgsql AS 'BEGIN {forged}; RETURN 1; END'; BEGIN;"
            " SELECT pg_temp.bbprops_unlock_snapshot('kept', 'forged event');"
            f" UPDATE snapshots SET {UNLOCK} WHERE snapshot_id = 'kept'; COMMIT"
        )
    return not is_locked(database)


def type_a_lock_time(database: Database) -> bool:
    database.rows(LOCK_OPEN.format("snapshots"))
    return database.rows("SELECT 1 FROM snapshots WHERE snapshot_id = 'open' AND locked_at = created_at") == [(1,)]


def type_an_author(database: Database) -> bool:
    database.rows(LOCK_OPEN.format("snapshots").replace("SET", "SET locked_by = 'ana',"))
    return database.rows("SELECT locked_by FROM snapshots WHERE snapshot_id = 'open'") == [("ana",)]


def unlock(database: Database, reason: str) -> None:
    """Unlock `kept` with SQL alone."""
    if database.kind == "postgresql":
        database.rows("SELECT bbprops_unlock_snapshot('kept', %s)", reason)
    else:
        database.rows(f"{EVENT} VALUES ({KEPT}, 'kept', 'unlock', %s)", reason)


def unlock_for_eight_tabs(database: Database) -> bool:
    with suppress(psycopg2.errors.InvalidParameterValue):
        unlock(database, "\t" * 8)
    return not is_locked(database)


def skip_the_unlock(database: Database) -> bool:
    """True if an unlock has no error and no effect."""
    if database.kind == "postgresql":
        database.rows(f"{SKIP}; CREATE TRIGGER x BEFORE UPDATE ON snapshots FOR EACH ROW EXECUTE FUNCTION skip()")
    else:
        database.rows("CREATE TRIGGER x BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(IGNORE); END")
    with suppress(psycopg2.IntegrityError, sqlite3.IntegrityError):
        unlock(database, "to see what happens")
    return is_locked(database) and events(database) == ["lock", "unlock"]


def skip_the_log(database: Database) -> bool:
    """True if a lock is not in the log."""
    if database.kind == "postgresql":
        on_log = "BEFORE INSERT ON snapshot_lock_events FOR EACH ROW EXECUTE FUNCTION skip()"
        database.rows(f"{SKIP}; CREATE TRIGGER x {on_log}")
    else:
        database.rows("CREATE TRIGGER x BEFORE INSERT ON snapshot_lock_events BEGIN SELECT RAISE(IGNORE); END")
    with suppress(psycopg2.IntegrityError, sqlite3.IntegrityError):
        database.rows(LOCK_OPEN.format("snapshots"))
    return is_locked(database, "open") and events(database, "open") == []


ON_POSTGRESQL: dict[str, Trick] = {
    "fixed schema of props": change_props_in_the_trash,
    "fixed schema of the log": lock_in_the_trash,
    "fixed schema of unlock": unlock_in_the_trash_by_an_event_of_the_present,
    "rows hidden by policies": hide_snapshots_from_the_guard,
    "log open to the owner": forge_an_unlock_as_owner,
    "log open to every role": forge_an_unlock_as_somebody,
    "lock time of the client": type_a_lock_time,
    "author of the client": type_an_author,
    "any reason": unlock_for_eight_tabs,
    "unlock without a look": skip_the_unlock,
    "log without a look": skip_the_log,
}


def without_checks(database: Database, statement: str) -> None:
    """Run a statement in a connection that checks no constraint."""
    with closing(database.connect()) as connection, suppress(sqlite3.IntegrityError):
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement)


def unlock_without_a_reason(database: Database) -> bool:
    without_checks(database, f"{EVENT} VALUES ({KEPT}, 'kept', 'unlock', NULL)")
    return not is_locked(database)


def log_a_second_lock(database: Database) -> bool:
    columns = "snapshot_uuid, snapshot_slug, action, content_sha256, content_props"
    row = "SELECT id, snapshot_id, 'lock', content_sha256, content_props, 'ana' FROM snapshots WHERE is_locked"
    with suppress(sqlite3.IntegrityError):
        database.rows(f"INSERT INTO snapshot_lock_events ({columns}, actor) {row}")
    return events(database) == ["lock", "lock"]


def log_something_else(database: Database) -> bool:
    columns = "snapshot_uuid, snapshot_slug, content_sha256, content_props, action"
    row = "SELECT id, snapshot_id, content_sha256, content_props, 'Lock' FROM snapshots WHERE is_locked"
    without_checks(database, f"INSERT INTO snapshot_lock_events ({columns}) {row}")
    return "Lock" in events(database)


def lock_without_a_digest(database: Database) -> bool:
    without_checks(database, "UPDATE snapshots SET is_locked = 1, content_props = 2 WHERE snapshot_id = 'open'")
    return is_locked(database, "open")


class Broken:
    """An aggregate function that a connection puts in the place of SQLite's."""

    def step(self, *_values: object) -> None:
        """Take a value."""

    def finalize(self) -> int:
        """A wrong result."""
        return 99


def fail_with_functions_of_the_connection(database: Database) -> bool:
    """True if a connection with other functions cannot lock."""
    with closing(database.connect()) as connection:
        for name in ("max", "min", "count", "sum", "total"):
            connection.create_aggregate(name, -1, Broken)
        # Not substr: an index calls it, and SQLite refuses the whole schema to a connection that replaces it.
        for name in ("coalesce", "length", "trim", "max", "typeof", "like", "abs", "lower", "ifnull"):
            connection.create_function(name, -1, lambda *_values: 99)
        with suppress(sqlite3.IntegrityError):
            connection.execute("PRAGMA ignore_check_constraints = ON")  # the CHECKs call some of them
            connection.execute(LOCK_OPEN.format("snapshots"))
    return not is_locked(database, "open")


ON_SQLITE: dict[str, Trick] = {
    "any reason": unlock_without_a_reason,
    "lock time of the client": type_a_lock_time,
    "two locks in the log": log_a_second_lock,
    "any action": log_something_else,
    "lock without a digest": lock_without_a_digest,
    "unlock without a look": skip_the_unlock,
    "log without a look": skip_the_log,
    "functions of the connection": fail_with_functions_of_the_connection,
}


@pytest.fixture(autouse=True)
def _roles(kind: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Drops the roles that a trick has made, after its database."""
    server = Database("postgresql", request.getfixturevalue("pg_server")) if kind == "postgresql" else None
    yield
    if server:
        for (name,) in server.rows("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", f"{ROLE}%"):
            server.rows(f"DROP ROLE {name}")


def test_every_part_of_the_guards_that_can_be_weakened_has_a_trick() -> None:
    assert set(ON_POSTGRESQL) == set(WEAKER_AGAINST_TRICKS)
    assert set(ON_SQLITE) == set(WEAKER_ON_SQLITE)


def succeeds(locked: Database, name: str) -> bool:
    """Whether the trick against this part of the guards succeeds."""
    return (ON_POSTGRESQL if locked.kind == "postgresql" else ON_SQLITE)[name](locked)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("name", ON_POSTGRESQL)
def test_trick_fails_on_postgresql(locked: Database, name: str) -> None:
    assert not succeeds(locked, name)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("name", ON_POSTGRESQL)
def test_trick_succeeds_against_weaker_guards_of_postgresql(locked: Database, name: str) -> None:
    weaken(locked, name)

    assert guards.differences(parse(locked.url)) != []
    assert succeeds(locked, name)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", ON_SQLITE)
def test_trick_fails_on_sqlite(locked: Database, name: str) -> None:
    assert not succeeds(locked, name)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("name", ON_SQLITE)
def test_trick_succeeds_against_weaker_guards_of_sqlite(locked: Database, name: str) -> None:
    weaken(locked, name)

    assert guards.differences(parse(locked.url)) != []
    assert succeeds(locked, name)
