"""`bbprops snapshots unlock`."""

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


def test_unlock_dry_run_leaves_the_snapshot_locked(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("snapshots", "unlock", "week-5", "--reason", "the wrong file", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would unlock week-5\n")
    assert snapshots.locked(database) == ["week-5"]
