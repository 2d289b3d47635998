"""Decisions about locks."""

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.snapshots.lock import is_to_be_locked, require_reason


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
