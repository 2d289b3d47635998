"""The expected return of a slip."""

from datetime import date
from typing import Any

import pytest

from bbprops_cli.rules.slips.value import joint, values

DAY = date(2025, 10, 5)


def legs(*chances: float, **said: Any) -> list[dict[str, Any]]:
    return [
        {"player": f"Player {number}", "platform": "prizepicks", "probability": chance, **said}
        for number, chance in enumerate(chances)
    ]


def test_a_power_play_pays_only_if_all_legs_win() -> None:
    power, flex = values(legs(0.6, 0.6, 0.6), None, DAY)

    assert (power.play, flex.play) == ("power", "flex")
    assert power.ev == pytest.approx(5 * 0.216)
    assert power.variance == pytest.approx(25 * 0.216 * 0.784)
    assert flex.ev == pytest.approx(2.25 * 0.216 + 1.25 * 3 * 0.36 * 0.4)


def test_the_payout_is_the_product_of_the_odds_if_every_leg_has_odds() -> None:
    (found,) = values(legs(0.5, 0.5, odds=2.1), None, DAY)

    assert found.ev == pytest.approx(0.25 * 2.1 * 2.1)


def test_a_given_payout_replaces_the_odds_and_multipliers_scale_the_table() -> None:
    assert values(legs(0.5, 0.5, odds=2.1), None, DAY, payout=3)[0].ev == pytest.approx(0.75)
    assert values(legs(0.5, 0.5, multiplier=1.1), None, DAY)[0].ev == pytest.approx(0.25 * 3 * 1.21)


@pytest.mark.parametrize(
    "unknown",
    [
        legs(0.6, 0.6, variant="demon"),
        legs(0.6, 0.6, platform="a-new-one"),
        [*legs(0.6), {"platform": "prizepicks"}],
        [*legs(0.6), *legs(0.6, platform="underdog")],
    ],
)
def test_a_slip_of_unknown_payout_or_probability_has_no_value(unknown: list[dict[str, Any]]) -> None:
    assert values(unknown, None, DAY) == []


def test_positive_correlation_raises_the_probability_that_all_legs_win() -> None:
    assert joint([0.5, 0.5], [[1, 0.2], [0.2, 1]]) == pytest.approx(0.3)
    assert joint([0.5, 0.5], [[1, 1], [1, 1]]) == 0.5
    assert joint([0.5, 0.5], [[1, -1], [-1, 1]]) == 0
