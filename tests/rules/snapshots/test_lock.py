"""Decisions about locks."""

from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.errors import InvalidInput, Locked
from bbprops_cli.rules.snapshots.lock import is_to_be_locked, lock_time, require_open, require_reason

NOW = datetime(2025, 10, 5, 17, tzinfo=UTC)


def test_the_reason_of_an_unlock_is_trimmed() -> None:
    assert require_reason("  wrong file ") == "wrong file"


@pytest.mark.parametrize("reason", ["", "        ", "1234567", " 1234567 "])
def test_a_reason_of_an_unlock_has_at_least_8_characters(reason: str) -> None:
    with pytest.raises(InvalidInput, match="at least 8 characters"):
        require_reason(reason)


@pytest.mark.parametrize(
    ("is_locked", "is_due", "only_due", "expected"),
    [
        (False, False, False, True),
        (False, True, True, True),
        (False, False, True, False),
        (True, True, True, False),
        (True, False, False, False),
    ],
)
def test_a_chosen_snapshot_is_locked_unless_it_was_locked_or_put_off(
    *, is_locked: bool, is_due: bool, only_due: bool, expected: bool
) -> None:
    assert is_to_be_locked(is_locked=is_locked, is_due=is_due, only_due=only_due) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("never", None), ("", None), (" Kickoff ", NOW - timedelta(days=1)), ("+2h", NOW + timedelta(hours=2))],
)
def test_a_lock_time_is_a_typed_time_or_kickoff_or_never(text: str, expected: datetime | None) -> None:
    assert lock_time(text, NOW, lambda: NOW - timedelta(days=1)) == expected


def test_kickoff_is_refused_if_no_prop_has_a_game_time() -> None:
    with pytest.raises(InvalidInput, match="cannot lock at kickoff: no prop of the snapshot has a game time"):
        lock_time("kickoff", NOW, lambda: None)


def test_only_a_locked_snapshot_is_refused_to_a_change() -> None:
    require_open("week-5", is_locked=False)
    with pytest.raises(Locked, match=r"^snapshot week-5 is locked and cannot be changed or deleted\.$"):
        require_open("week-5", is_locked=True)
