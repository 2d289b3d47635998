"""When a slip may be placed."""

from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.errors import BBPropsError, Conflict, InvalidInput, UsageError
from bbprops_cli.rules.slips.placement import Placement, placed

NOW = datetime(2025, 10, 5, 17, tzinfo=UTC)
NOTHING = Placement(None, None, None)


def test_a_placement_takes_the_stake_and_platform_of_the_slip_and_the_present_time() -> None:
    planned = Placement(10, "prizepicks", None)

    assert placed(planned, NOTHING, is_placed=False, now=NOW) == Placement(10, "prizepicks", NOW)


def test_a_wanted_stake_platform_and_time_replace_those_of_the_slip() -> None:
    wanted = Placement(5, "underdog", NOW - timedelta(hours=1))

    assert placed(Placement(10, "prizepicks", None), wanted, is_placed=False, now=NOW) == wanted


@pytest.mark.parametrize("wanted", [NOTHING, Placement(10, None, None), Placement(10, "prizepicks", NOW)])
def test_placing_a_slip_again_in_the_same_way_is_idempotent(wanted: Placement) -> None:
    current = Placement(10, "prizepicks", NOW)

    assert placed(current, wanted, is_placed=True, now=NOW) == current


@pytest.mark.parametrize(
    ("current", "wanted", "is_placed", "error", "message"),
    [
        (NOTHING, Placement(None, "x", None), False, UsageError, "cannot place the slip: it has no stake."),
        (NOTHING, Placement(1, None, None), False, UsageError, "cannot place the slip: it has no platform."),
        (
            NOTHING,
            Placement(1, "x", NOW + timedelta(seconds=1)),
            False,
            InvalidInput,
            "a slip cannot be placed in the future.",
        ),
        (
            Placement(1, "x", NOW),
            Placement(2, "x", None),
            True,
            Conflict,
            "the slip is already placed, at 2025-10-05 17:00 UTC.",
        ),
    ],
)
def test_a_placement_that_is_incomplete_or_contradicts_another_is_refused(
    current: Placement, wanted: Placement, *, is_placed: bool, error: type[BBPropsError], message: str
) -> None:
    with pytest.raises(error) as refused:
        placed(current, wanted, is_placed=is_placed, now=NOW)
    assert str(refused.value) == message
