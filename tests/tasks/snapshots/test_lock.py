"""What a lock of several snapshots reports, and with which error it fails."""

from bbprops_cli.errors import BBPropsError, Busy, InvalidInput, Unreachable
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.queries.snapshots.lock import LockedSnapshot
from bbprops_cli.tasks.snapshots.lock import LockOutcome

LOCKED = LockedSnapshot("a", "0" * 64, 3)
BUSY = SnapshotKey("id", "busy")
BAD, GONE = InvalidInput("bad cannot be locked"), Unreachable("the server is gone")


def outcome(
    *,
    locked: tuple[LockedSnapshot, ...] = (),
    busy: tuple[SnapshotKey, ...] = (),
    failed: tuple[BBPropsError, ...] = (),
    skipped: tuple[str, ...] = (),
    only_due: bool = True,
) -> LockOutcome:
    return LockOutcome(only_due, list(locked), list(busy), failed=list(failed), skipped=list(skipped))


def test_an_outcome_without_problems_has_no_failure() -> None:
    found = outcome(locked=(LOCKED,), skipped=("b",))

    assert (found.failure(), found.warnings(), found.unchanged()) == (None, [], "")


def test_the_failure_of_the_only_snapshot_is_the_failure_of_the_command() -> None:
    found = outcome(failed=(BAD,))

    assert (found.failure(), found.warnings()) == (BAD, [])


def test_several_failures_are_warnings_and_counted() -> None:
    found = outcome(locked=(LOCKED,), busy=(BUSY,), failed=(BAD, BAD))

    assert str(found.failure()) == "2 of 4 snapshots could not be locked"
    assert found.warnings() == ["bad cannot be locked"] * 2


def test_an_unreachable_database_comes_before_other_failures() -> None:
    assert outcome(failed=(BAD, GONE)).failure() is GONE


def test_a_busy_snapshot_fails_with_what_to_do() -> None:
    failure = outcome(locked=(LOCKED,), busy=(BUSY,)).failure()

    assert isinstance(failure, Busy)
    assert str(failure) == "cannot lock busy: locked by another transaction"
    assert failure.hint == "Try again, or wait longer with --wait 60."


def test_named_snapshots_that_were_skipped_are_already_locked() -> None:
    found = outcome(locked=(LOCKED,), skipped=("b", "c"), only_due=False)

    assert found.unchanged() == "b, c are already locked"


def test_nothing_due_is_a_reason_unless_something_is_busy() -> None:
    assert outcome().unchanged() == outcome(skipped=("b",)).unchanged() == "no snapshot is due"
    assert outcome(busy=(BUSY,)).unchanged() == ""
