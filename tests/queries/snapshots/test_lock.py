"""Locking and unlocking one snapshot."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from threading import Timer

import pytest

from bbprops_cli.db.connection.database import DIALECTS
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import NotFound
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots import history, lock
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


def test_the_log_knows_who(database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    snapshots.unlock(database)

    assert database.rows("SELECT locked_by FROM snapshots") == [(None,)]
    events = database.rows("SELECT action, reason, actor, client FROM snapshot_lock_events ORDER BY id")
    expected = "a test" if database.kind == "sqlite" else "postgres"
    assert [event[:3] for event in events] == [("lock", None, expected), ("unlock", "because of a test", expected)]
    assert all(client for *_, client in events)


def test_to_lock_again_does_nothing(database: Database) -> None:
    snapshots.make(database)
    first = snapshots.lock(database)

    assert first
    assert snapshots.lock(database) is None
    assert database.rows("SELECT content_sha256 FROM snapshot_lock_events") == [(first.sha256,)]


def test_unlocked_and_locked_again_the_digest_is_the_same(database: Database) -> None:
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


def test_what_is_due(database: Database) -> None:
    now = utc_now()
    for name, ago in (("second", 1), ("first", 2), ("later", -60), ("locked", 3)):
        snapshots.make(database, name, props=1, lock_at=now - timedelta(minutes=ago))
    snapshots.make(database, "never", props=1)
    snapshots.lock(database, "locked")

    assert due(database) == ["first", "second"]


def test_what_was_put_off_meanwhile_stays_open(database: Database) -> None:
    snapshots.make(database, lock_at=utc_now() + timedelta(minutes=1))

    assert snapshots.lock(database, only_due=True) is None
    assert database.rows("SELECT is_locked FROM snapshots") == [(False,)]


def test_what_is_gone_meanwhile_is_nothing_to_do(database: Database) -> None:
    from bbprops_cli.db.connection.session import driver_db, session

    gone = SnapshotKey(DIALECTS[database.kind].id("0190163d-8694-77cf-bdef-6e7c1eafab0a"), "gone")
    for wait in (0, 1):
        with session(parse(database.url)) as work:
            db = driver_db(work)
            assert not lock.lock(db, gone, wait=wait, only_due=False, client="")


def test_the_history_of_a_name_outlives_its_snapshot(database: Database) -> None:
    identifier = snapshots.make(database)
    snapshots.lock(database)
    snapshots.unlock(database)
    database.rows("DELETE FROM snapshots")

    with reading(parse(database.url)) as db:
        assert history.filters(db, "week-5")[0][:3] == ("snapshot_slug", "=", "week-5")
        with pytest.raises(NotFound):
            history.filters(db, identifier)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_on_sqlite_a_locker_waits_for_a_writer_and_sees_what_it_did(database: Database) -> None:
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
