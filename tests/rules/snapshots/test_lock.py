"""Decisions about locks."""

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.snapshots.lock import is_to_be_locked, require_reason


def test_a_reason_is_trimmed() -> None:
    assert require_reason("  wrong file ") == "wrong file"


@pytest.mark.parametrize("reason", ["", "        ", "1234567", " 1234567 "])
def test_a_reason_says_something(reason: str) -> None:
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
def test_what_is_still_to_be_locked(*, is_locked: bool, is_due: bool, only_due: bool, expected: bool) -> None:
    assert is_to_be_locked(is_locked=is_locked, is_due=is_due, only_due=only_due) is expected
