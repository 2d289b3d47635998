"""The guards refuse every change of a locked snapshot, from any client, and allow all other changes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from bbprops_cli.db.admin import trash
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.session import driver_db, session
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import guards, migrations, structure
from bbprops_cli.errors import Locked, LockProtocolError, StatementRefused
from bbprops_cli.queries.snapshots import lock
from bbprops_cli.queries.snapshots.keys import resolve_one
from tests import snapshots
from tests.databases import Database
from tests.db.attempts import (
    AGAINST_THE_PROTOCOL,
    KEPT,
    NEW,
    ON_BOTH,
    ON_POSTGRESQL,
    ON_SQLITE,
    ONLY_GROWS,
    ONLY_GROWS_SQLITE,
    OPEN,
    REST,
    TRUNCATES,
    VALUES,
)
from tests.factories import new_prop, new_snapshot


def refused(database: Database, statement: str) -> type[Exception]:
    """The class of the error that explains the refusal of a statement, which must not have changed anything."""
    content = "SELECT * FROM prop_markets ORDER BY id"
    before = database.rows(content)
    with pytest.raises((psycopg2.IntegrityError, sqlite3.IntegrityError)) as refusal:
        database.rows(statement)
    assert database.rows(content) == before
    assert snapshots.problems(database) == {"kept": []}
    meaning = explain(refusal.value)
    assert meaning
    return type(meaning)


@pytest.mark.parametrize("statement", ON_BOTH)
def test_no_client_can_change_a_locked_snapshot(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is Locked


@pytest.mark.parametrize("statement", AGAINST_THE_PROTOCOL)
def test_lock_without_digest_and_log_entry_is_refused(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is LockProtocolError


@pytest.mark.parametrize("statement", ONLY_GROWS)
def test_lock_log_refuses_update_and_delete(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is StatementRefused


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("statement", ON_SQLITE)
def test_insert_or_replace_cannot_change_a_locked_snapshot(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is Locked


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("statement", ONLY_GROWS_SQLITE)
def test_insert_or_replace_cannot_rewrite_the_lock_log(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is StatementRefused


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "row", ["prop_markets SET rowid = -1 WHERE external_id = 'open-1'", "snapshots SET rowid = -1"]
)
def test_lock_of_a_row_with_rowid_minus_one_is_refused(database: Database, row: str) -> None:
    snapshots.make(database, "open")
    database.rows(f"UPDATE {row}")

    with pytest.raises(sqlite3.IntegrityError, match=r"^lock_protocol: a row has the rowid -1$"):
        snapshots.lock(database, "open")

    snapshots.make(database, "new")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_snapshot_can_be_unlocked_in_plain_sql_with_a_reason(locked: Database) -> None:
    event = "INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, reason)"
    locked.rows(f"{event} VALUES ({KEPT}, 'kept', 'unlock', 'the file was wrong')")

    locked.rows("UPDATE prop_markets SET line = 9")


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("statement", ON_POSTGRESQL)
def test_postgresql_statement_tricks_cannot_change_a_locked_snapshot(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is Locked


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("statement", TRUNCATES)
def test_truncate_of_guarded_tables_is_refused(locked: Database, statement: str) -> None:
    assert refused(locked, statement) is StatementRefused


@pytest.mark.parametrize("kind", ["postgresql"])
def test_guard_checks_a_statement_that_touches_very_many_snapshots(locked: Database) -> None:
    many = "SELECT gen_random_uuid(), 'many-' || n, 'NFL' FROM generate_series(1, 70) n"
    locked.rows(f"INSERT INTO snapshots (id, snapshot_id, league) {many}")
    one_each = f"SELECT gen_random_uuid(), id, {VALUES}, 'many' FROM snapshots"

    insert = f"INSERT INTO prop_markets (id, snapshot_id, {REST}, external_id) {one_each}"

    assert refused(locked, insert) is Locked
    locked.rows(f"{insert} WHERE NOT is_locked")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_sqlite_backup_keeps_the_guards(locked: Database, tmp_path: Path) -> None:
    with closing(locked.connect()) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        source.backup(copy)
    restored = Database("sqlite", f"sqlite:///{tmp_path}/copy.db")

    assert guards.differences(parse(restored.url)) == []
    assert refused(restored, "DELETE FROM prop_markets") is Locked


def test_refused_change_of_a_snapshot_says_why_and_what_to_do(locked: Database) -> None:
    with pytest.raises((psycopg2.IntegrityError, sqlite3.IntegrityError)) as refusal:
        locked.rows("DELETE FROM snapshots WHERE snapshot_id = 'kept'")

    meaning = explain(refusal.value)
    assert meaning
    if locked.kind == "postgresql":
        assert str(meaning) == "Snapshot kept is locked."
        assert "an administrator may unlock it" in meaning.hint
    else:
        assert str(meaning) == "A locked snapshot cannot be deleted."


def test_refused_change_of_locked_props_says_why_and_what_to_do(locked: Database) -> None:
    with pytest.raises((psycopg2.IntegrityError, sqlite3.IntegrityError)) as refusal:
        locked.rows("DELETE FROM prop_markets")

    meaning = explain(refusal.value)
    assert type(meaning) is Locked
    name = "Snapshot kept" if locked.kind == "postgresql" else "The snapshot"
    assert str(meaning) == f"{name} is locked: DELETE on prop_markets refused."
    assert meaning.hint == "Props of a locked snapshot cannot be added, changed, moved or deleted."


def test_guards_leave_the_board_and_open_snapshots_writable(locked: Database) -> None:
    locked.rows("UPDATE prop_markets SET line = 9 WHERE external_id = 'board'")
    locked.rows(f"UPDATE prop_markets SET snapshot_id = {OPEN} WHERE external_id = 'board'")
    locked.rows("UPDATE prop_markets SET line = 8 WHERE external_id = 'open-1'")
    locked.rows("DELETE FROM prop_markets WHERE external_id = 'open-0'")
    locked.rows("UPDATE snapshots SET description = 'x', week = NULL WHERE snapshot_id = 'open'")

    assert locked.rows("SELECT external_id, line FROM prop_markets WHERE external_id NOT LIKE 'kept%' ORDER BY 1") == [
        ("board", 9.0),
        ("open-1", 8.0),
    ]
    assert snapshots.problems(locked) == {"kept": []}


def test_props_of_a_deleted_snapshot_become_inactive(database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "open")
        new_prop(work, external_id="same")
        new_prop(work, external_id="same", snapshot_id=snapshot.id)
    before = database.rows("SELECT updated_at FROM prop_markets WHERE snapshot_id IS NOT NULL")

    database.rows("DELETE FROM snapshots")

    props = database.rows("SELECT snapshot_id, is_active FROM prop_markets ORDER BY is_active")
    assert props == [(None, False), (None, True)]
    ((moved,),) = database.rows("SELECT updated_at FROM prop_markets WHERE NOT is_active")
    assert moved > before[0][0]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("recursive", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT OR REPLACE INTO snapshots (id, snapshot_id, league) VALUES ({NEW}, 'open', 'NFL')",
        f"INSERT OR REPLACE INTO snapshots (id, snapshot_id, league) VALUES ({OPEN}, 'new', 'NFL')",
        "UPDATE OR REPLACE snapshots SET snapshot_id = 'open' WHERE snapshot_id = 'empty'",
    ],
)
def test_props_of_a_replaced_snapshot_never_reach_the_board(
    database: Database, statement: str, *, recursive: bool
) -> None:
    snapshots.make(database, "open")
    snapshots.make(database, "empty", props=0)
    with closing(database.connect()) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        if recursive:  # then the replaced row fires the triggers of a deletion
            connection.execute(statement)
        else:
            with pytest.raises(sqlite3.IntegrityError, match="a snapshot with props cannot be replaced"):
                connection.execute(statement)

    assert database.rows("SELECT count(*) FROM prop_markets WHERE snapshot_id IS NULL AND is_active") == [(0,)]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_upsert_of_an_open_snapshot_keeps_its_props(database: Database) -> None:
    snapshots.make(database, "open")
    upsert = f"INSERT INTO snapshots (id, snapshot_id, league) VALUES ({NEW}, 'open', 'NFL') ON CONFLICT"

    database.rows(f"{upsert} (snapshot_id) DO UPDATE SET description = 'x'")
    database.rows(f"{upsert} DO NOTHING")

    assert database.rows("SELECT is_active, snapshot_id IS NULL FROM prop_markets") == [(True, False)] * 3


def test_unlock_change_and_lock_in_one_transaction_are_logged(locked: Database) -> None:
    where = parse(locked.url)
    with session(where) as work:
        db = driver_db(work)
        key = resolve_one(db, "kept")
        assert lock.unlock(db, key, "because of a test", client="a test")
        db.run("UPDATE prop_markets SET line = 9 WHERE external_id = 'kept-1'")
        again = lock.lock(db, key, wait=5, only_due=False, client="a test")

    events = locked.rows("SELECT action, reason, content_sha256 FROM snapshot_lock_events ORDER BY id")
    (first, unlock, last) = events
    assert again
    assert (first[0], unlock, last) == (
        "lock",
        ("unlock", "because of a test", first[2]),
        ("lock", None, again.sha256),
    )
    assert first[2] != again.sha256


def test_experiment_can_reference_a_locked_snapshot(locked: Database) -> None:
    locked.rows(f"INSERT INTO users (id, clerk_user_id, email) VALUES ({NEW}, 'c', 'a@example.com')")
    locked.rows(
        "INSERT INTO experiments (id, user_id, snapshot_id, league, risk_mode)"
        f" VALUES ({NEW}, {NEW}, {KEPT}, 'NFL', 'balanced')"
    )

    assert locked.rows(f"SELECT count(*) FROM experiments WHERE snapshot_id = {KEPT}") == [(1,)]


def test_migrated_database_has_the_guards_with_their_hashes(database: Database) -> None:
    with structure.looking(parse(database.url)) as connection:
        found = guards.hashes(structure.read(connection))

    assert found == guards.GUARDS[parse(database.url).dialect.name]
    assert guards.differences(parse(database.url)) == []


def test_missing_guard_is_named(database: Database) -> None:
    on = " ON prop_markets" * (database.kind == "postgresql")
    database.rows(f"DROP TRIGGER trg_prop_markets_guard_upd{on}")

    name = "trigger prop_markets.trg_prop_markets_guard_upd"
    assert guards.differences(parse(database.url)) == [(name, "the guard is missing")]
    assert [one.name for one in structure.drift(parse(database.url))] == [name.removeprefix("trigger ")]


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("ALTER TABLE snapshots DISABLE TRIGGER trg_snapshots_guard", "trigger snapshots.trg_snapshots_guard"),
        ("ALTER TABLE snapshots ENABLE REPLICA TRIGGER trg_snapshots_guard", "trigger snapshots.trg_snapshots_guard"),
        (
            (
                "CREATE OR REPLACE FUNCTION bbprops_guard_prop_markets() RETURNS trigger LANGUAGE plpgsql"
                " SECURITY DEFINER SET search_path = public, pg_temp AS $$BEGIN RETURN NULL; END$$"
            ),
            "function bbprops_guard_prop_markets()",
        ),
        (
            "ALTER FUNCTION bbprops_guard_prop_markets() RESET search_path",
            "function bbprops_guard_prop_markets()",
        ),
        (
            "GRANT EXECUTE ON FUNCTION bbprops_unlock_snapshot TO PUBLIC",
            "function bbprops_unlock_snapshot(text, text)",
        ),
    ],
)
def test_changed_guard_is_named(database: Database, change: str, name: str) -> None:
    database.rows(change)

    or_else = "everybody may call it" if name.startswith("function") else "disabled"
    assert guards.differences(parse(database.url)) == [(name, f"the guard is changed, or {or_else}")]


def test_downgrade_removes_the_guards_and_upgrade_restores_them(database: Database) -> None:
    migrations.downgrade(database.url, "0001")
    with structure.looking(parse(database.url)) as connection:
        assert guards.hashes(structure.read(connection)) == {}
    database.rows("INSERT INTO snapshots (id, snapshot_id, league) VALUES (%s, 'x', 'NFL')", NEW.strip("'"))

    migrations.upgrade(database.url)

    assert guards.differences(parse(database.url)) == []
    assert structure.drift(parse(database.url)) == []


def test_reset_and_undo_keep_a_locked_snapshot_with_its_guards(locked: Database) -> None:
    trash.reset(parse(locked.url))
    assert guards.differences(parse(locked.url)) == []
    assert snapshots.problems(locked) == {}
    snapshots.make(locked, "later")
    snapshots.lock(locked, "later")

    trash.undo(parse(locked.url))

    assert guards.differences(parse(locked.url)) == []
    assert structure.drift(parse(locked.url)) == []
    assert refused(locked, "UPDATE prop_markets SET line = 9") is Locked
    assert refused(locked, "DELETE FROM snapshot_lock_events") is StatementRefused
