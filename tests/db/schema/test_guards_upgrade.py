"""Revision 0003: up and down on a database with locked snapshots, and the reasons that it accepts."""

import sqlite3
from contextlib import suppress

import psycopg2
import pytest

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import guards, migrations, structure
from bbprops_cli.errors import NotMigrated
from tests import snapshots
from tests.databases import Database
from tests.db.attempts import ON_BOTH, ONLY_GROWS
from tests.factories import new_prop

BEFORE = "0002"


def state(database: Database) -> list[list[tuple[object, ...]]]:
    """The rows of locked snapshots and of the log."""
    rows = ("snapshots WHERE is_locked", "prop_markets", "snapshot_lock_events")
    return [sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in rows]


def refuses_everything(database: Database) -> bool:
    """Whether the guards refuse each attempt to change what is locked."""
    before = state(database)
    for attempt in (*ON_BOTH, *ONLY_GROWS):
        with pytest.raises((psycopg2.IntegrityError, sqlite3.IntegrityError)):
            database.rows(attempt)
    return state(database) == before


def test_database_locked_by_the_former_guards_verifies_clean_after_an_upgrade(database: Database) -> None:
    migrations.downgrade(database.url, BEFORE)
    for name in ("kept", "open", "again"):
        snapshots.make(database, name)
    with database.session() as work:
        new_prop(work, external_id="board")
    for name in ("kept", "again"):
        snapshots.lock(database, name)
    snapshots.unlock(database, "again")
    snapshots.lock(database, "again")
    before = state(database)

    migrations.upgrade(database.url)

    assert state(database) == before
    assert snapshots.problems(database) == {"again": [], "kept": []}
    assert (guards.differences(parse(database.url)), structure.drift(parse(database.url))) == ([], [])
    assert refuses_everything(database)
    assert snapshots.unlock(database, "kept")
    assert snapshots.lock(database, "kept")
    assert snapshots.problems(database) == {"again": [], "kept": []}


def test_guards_of_a_former_revision_ask_for_an_upgrade(locked: Database) -> None:
    migrations.downgrade(locked.url, BEFORE)

    with pytest.raises(NotMigrated, match=r"the guards cannot be compared: migrations are pending: [0-9]") as refusal:
        guards.differences(parse(locked.url))

    assert refusal.value.hint == "Run: bbprops db upgrade"


def test_downgrade_keeps_locked_snapshots_and_restores_the_former_guards(locked: Database) -> None:
    before = state(locked)

    migrations.downgrade(locked.url, BEFORE)

    assert state(locked) == before
    assert snapshots.problems(locked) == {"kept": []}
    assert refuses_everything(locked)
    with structure.looking(parse(locked.url)) as connection, structure.expected(connection, BEFORE) as fresh:
        wanted = structure.read(fresh)
    with structure.looking(parse(locked.url)) as connection:
        assert structure.compare(wanted, structure.read(connection)) == []

    migrations.upgrade(locked.url)

    assert (guards.differences(parse(locked.url)), structure.drift(parse(locked.url))) == ([], [])
    assert (state(locked), snapshots.problems(locked)) == (before, {"kept": []})


@pytest.mark.parametrize(
    ("reason", "is_one"),
    [
        ("because of a test", True),
        ("#4711: ok", True),
        ("неверный файл", True),
        ("间违的文件间违的文件", True),
        ("die Übergröße", True),
        ("two\nlines", True),
        ("12345678", False),
        ("--------------", False),
        ("\t\t\t\t\t\t\t\t", False),
        ("\u2003" * 9, False),
        ("\u00a0" * 9, False),
        ("  short          ", False),
        ("a             ", False),
        ("", False),
        (None, False),
    ],
)
def test_unlock_asks_for_a_reason_with_letters(locked: Database, reason: str | None, *, is_one: bool) -> None:
    if locked.kind == "postgresql":
        unlock = "SELECT bbprops_unlock_snapshot('kept', %s)"
    else:
        columns = "snapshot_uuid, snapshot_slug, action, reason"
        unlock = f"INSERT INTO snapshot_lock_events ({columns}) SELECT id, 'kept', 'unlock', %s FROM snapshots"
        unlock += " WHERE is_locked"
    with suppress(psycopg2.errors.InvalidParameterValue, sqlite3.IntegrityError):
        locked.rows(unlock, reason)

    assert locked.rows("SELECT count(*) FROM snapshots WHERE is_locked") == [(0 if is_one else 1,)]
    assert (snapshots.problems(locked) == {}) == is_one
