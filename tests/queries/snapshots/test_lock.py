"""Lock and unlock one snapshot."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from threading import Timer

import pytest

from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import NotFound
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots import lock
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from tests import snapshots
from tests.databases import Database


def due(database: Database) -> list[str]:
    with reading(parse(database.url)) as db:
        return [key.name for key in lock.due(db)]


def test_a_lock_is_stored_and_logged(database: Database) -> None:
    identifier = snapshots.make(database)

    locked = snapshots.lock(database)

    assert locked
    assert (locked.name, locked.props) == ("week-5", 3)
    content = ("bbprops.snapshot/1", locked.sha256, 3)
    assert database.rows(
        "SELECT is_locked, content_format, content_sha256, content_props FROM snapshots WHERE locked_at IS NOT NULL"
    ) == [(True, *content)]
    event = "SELECT snapshot_uuid, snapshot_slug, action, content_sha256, content_props FROM snapshot_lock_events"
    assert database.rows(event) == [(identifier, "week-5", "lock", locked.sha256, 3)]


def test_the_log_has_the_database_role_or_the_client(database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    snapshots.unlock(database)

    assert database.rows("SELECT locked_by FROM snapshots") == [(None,)]
    events = database.rows("SELECT action, reason, actor, client FROM snapshot_lock_events ORDER BY id")
    expected = "a test" if database.kind == "sqlite" else "postgres"
    assert [event[:3] for event in events] == [("lock", None, expected), ("unlock", "because of a test", expected)]
    assert all(client for *_, client in events)


def test_locking_a_locked_snapshot_changes_nothing(database: Database) -> None:
    snapshots.make(database)
    first = snapshots.lock(database)

    assert first
    assert snapshots.lock(database) is None
    assert database.rows("SELECT content_sha256 FROM snapshot_lock_events") == [(first.sha256,)]


def test_a_snapshot_that_is_unlocked_and_locked_again_has_the_same_digest(database: Database) -> None:
    snapshots.make(database)
    first = snapshots.lock(database)

    assert snapshots.unlock(database)
    assert not snapshots.unlock(database)
    assert snapshots.lock(database) == first
    assert [row[0] for row in database.rows("SELECT action FROM snapshot_lock_events ORDER BY id")] == [
        "lock",
        "unlock",
        "lock",
    ]


def test_an_empty_snapshot_can_be_locked(database: Database) -> None:
    snapshots.make(database, props=0)

    locked = snapshots.lock(database)

    assert locked
    assert locked.props == 0


def test_due_lists_unlocked_snapshots_the_longest_overdue_first(database: Database) -> None:
    now = utc_now()
    for name, ago in (("second", 1), ("first", 2), ("later", -60), ("locked", 3)):
        snapshots.make(database, name, props=1, lock_at=now - timedelta(minutes=ago))
    snapshots.make(database, "never", props=1)
    snapshots.lock(database, "locked")

    assert due(database) == ["first", "second"]


def test_a_snapshot_that_was_put_off_is_not_locked_as_due(database: Database) -> None:
    snapshots.make(database, lock_at=utc_now() + timedelta(minutes=1))

    assert snapshots.lock(database, only_due=True) is None
    assert database.rows("SELECT is_locked FROM snapshots") == [(False,)]


def test_locking_a_deleted_snapshot_fails_if_it_was_named(database: Database) -> None:
    from bbprops_cli.db.connection.session import driver_db, session

    gone = SnapshotKey(dialect_named(database.kind).id("0190163d-8694-77cf-bdef-6e7c1eafab0a"), "gone")
    for wait in (0, 1):
        with session(parse(database.url)) as work:
            db = driver_db(work)
            with pytest.raises(NotFound, match="snapshot gone no longer exists"):
                lock.lock(db, gone, wait=wait, only_due=False, client="")
            assert not lock.lock(db, gone, wait=wait, only_due=True, client="")
            with pytest.raises(NotFound, match="snapshot gone no longer exists"):
                lock.unlock(db, gone, "because of a test", client="")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_locker_on_sqlite_waits_for_a_writer_and_digests_its_changes(database: Database) -> None:
    snapshots.make(database)
    with closing(sqlite3.connect(database.name, isolation_level=None, check_same_thread=False)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM prop_markets WHERE external_id = 'week-5-0'")
        later = Timer(0.3, lambda: writer.execute("COMMIT"))
        later.start()

        locked = snapshots.lock(database)

        later.join()
    assert locked
    assert locked.props == 2
    assert snapshots.problems(database) == {"week-5": []}
