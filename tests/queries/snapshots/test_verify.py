"""Verification finds what guards cannot prevent: changes by the owner of the database."""

from datetime import timedelta

import pytest

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Conflict
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.queries.snapshots.verify import all_locked_keys, locked_keys, verify
from tests import snapshots
from tests.databases import Database

SHA = "0" * 64


@pytest.fixture
def owned(database: Database) -> Database:
    """A locked snapshot whose guards the owner has removed."""
    snapshots.make(database)
    snapshots.lock(database)
    if database.kind == "sqlite":
        for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.rows(f"DROP TRIGGER {name}")
    else:
        for table in ("snapshots", "prop_markets", "snapshot_lock_events"):
            database.rows(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return database


def test_verify_finds_no_problem_in_an_unchanged_snapshot(database: Database) -> None:
    snapshots.make(database)
    snapshots.make(database, "open")
    snapshots.lock(database)

    assert snapshots.problems(database) == {"week-5": []}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE prop_markets SET line = line + 0.5 WHERE external_id = 'week-5-1'", ["the content has the digest"]),
        ("UPDATE snapshots SET description = 'x'", ["the content has the digest"]),
        ("UPDATE snapshots SET week = NULL", ["the content has the digest"]),
        (
            "DELETE FROM prop_markets WHERE external_id = 'week-5-1'",
            ["the snapshot has 2 props, but 3 were locked", "the content has the digest"],
        ),
        (
            f"UPDATE snapshots SET content_sha256 = '{SHA}'",
            ["the log has another digest", "the content has the digest"],
        ),
        ("UPDATE snapshots SET content_format = 'other/9'", ["the digest has the format other/9"]),
        ("DELETE FROM snapshot_lock_events", ["the log has another digest, or no lock"]),
        (
            (
                "UPDATE snapshots SET is_locked = false, locked_at = NULL, locked_by = NULL, content_format = NULL,"
                " content_sha256 = NULL, content_props = NULL"
            ),
            ["the snapshot is not locked, but the log has no unlock"],
        ),
        ("DELETE FROM snapshots", ["the snapshot was locked, but no longer exists"]),
    ],
)
def test_verify_finds_every_change_by_an_owner(owned: Database, change: str, words: list[str]) -> None:
    owned.rows(change)

    (found,) = snapshots.problems(owned).values()

    assert len(found) == len(words)
    assert all(problem.startswith(word) for problem, word in zip(found, words, strict=True))


def test_verify_refuses_an_unlocked_snapshot(database: Database) -> None:
    snapshots.make(database)

    with (
        reading(parse(database.url)) as db,
        pytest.raises(Conflict, match="cannot verify week-5: the snapshot is not locked"),
    ):
        locked_keys(db, ["week-5"])


@pytest.mark.parametrize("then", ["unlocked", "unlocked and changed", "unlocked and deleted"])
def test_snapshot_that_is_unlocked_during_verification_is_no_alarm(database: Database, then: str) -> None:
    key = SnapshotKey(snapshots.make(database), "week-5")
    snapshots.lock(database)
    with reading(parse(database.url)) as db:
        assert all_locked_keys(db, None) == [key]
    snapshots.unlock(database)
    if then.endswith("changed"):
        database.rows("UPDATE prop_markets SET line = line + 0.5")
    if then.endswith("deleted"):
        database.rows("DELETE FROM prop_markets")
        database.rows("DELETE FROM snapshots")

    with reading(parse(database.url)) as db:
        assert verify(db, key) is None


def test_snapshot_that_is_locked_again_during_verification_has_no_problem(database: Database) -> None:
    key = SnapshotKey(snapshots.make(database), "week-5")
    snapshots.lock(database)
    snapshots.unlock(database)
    database.rows("UPDATE prop_markets SET line = line + 0.5")
    snapshots.lock(database)

    with reading(parse(database.url)) as db:
        assert (found := verify(db, key))
        assert found.problems == []


FORGED = "UPDATE snapshots SET locked_at = '2001-01-01 00:00:00.000000'"
WRONG_LOCK = (
    "UPDATE snapshots SET is_locked = true, locked_by = 'x', content_format = 'bbprops.snapshot/1', content_props = 3,"
    f" content_sha256 = '{SHA}', locked_at = '2001-01-01 00:00:00.000000'"
)


@pytest.mark.parametrize("forgery", ["by the lock", "after the lock", "without a log"])
def test_forged_lock_time_does_not_hide_a_lock_from_since(database: Database, forgery: str) -> None:
    key = SnapshotKey(snapshots.make(database), "week-5")
    if forgery == "after the lock":
        snapshots.lock(database)
    if forgery != "by the lock":
        snapshots.bypass_guards(database)
    database.rows(FORGED if forgery == "after the lock" else WRONG_LOCK)

    with reading(parse(database.url)) as db:
        assert all_locked_keys(db, utc_now() - timedelta(hours=1)) == [key]


def test_since_leaves_out_snapshots_that_were_locked_before(database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    with reading(parse(database.url)) as db:
        assert all_locked_keys(db, utc_now() + timedelta(hours=1)) == []
