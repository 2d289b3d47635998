"""`bbprops snapshots unlock`."""

from typing import Any

import pytest

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.snapshots import effect
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database


def test_unlock_unlocks_a_snapshot_once(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    first = run("snapshots", "unlock", "week-5", "--reason", "the wrong file")
    second = run("snapshots", "unlock", "week-5", "--reason", "the wrong file")

    assert (first.exit_code, first.stderr) == (0, "unlocked week-5\n")
    assert (second.exit_code, second.stderr) == (0, "nothing to do: week-5 is not locked\n")
    assert snapshots.locked(database) == []


def test_unlock_requires_a_reason_of_eight_characters(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    assert run("snapshots", "unlock", "week-5").exit_code == 2
    assert run("snapshots", "unlock", "week-5", "--reason", "x      y").exit_code == 0
    assert run("snapshots", "unlock", "week-5", "--reason", " short ").exit_code == 5


@pytest.mark.parametrize("kind", ["sqlite"])
def test_lock_and_unlock_wait_for_the_disk(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.make(database)
    modes = []
    original = effect.require

    def look(db: Db, *args: Any, **values: Any) -> None:
        modes.append(db.rows("PRAGMA synchronous"))
        original(db, *args, **values)

    monkeypatch.setattr(effect, "require", look)

    assert run("snapshots", "lock", "week-5").exit_code == 0
    assert run("snapshots", "unlock", "week-5", "--reason", "the wrong file").exit_code == 0

    assert modes == [[(2,)], [(2,)]]  # FULL


def test_unlock_dry_run_leaves_the_snapshot_locked(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("snapshots", "unlock", "week-5", "--reason", "the wrong file", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would unlock week-5\n")
    assert snapshots.locked(database) == ["week-5"]
