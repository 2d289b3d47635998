from datetime import date
from typing import Any

import pytest

from bbprops_cli.rules.slips import payouts
from bbprops_cli.rules.slips.check import findings
from bbprops_cli.rules.slips.value import joint, values

DAY = date(2025, 10, 5)


def legs(*chances: float, **said: Any) -> list[dict[str, Any]]:
    return [
        {"player": f"Player {number}", "platform": "prizepicks", "probability": chance, **said}
        for number, chance in enumerate(chances)
    ]


def test_a_power_play_pays_when_all_legs_win() -> None:
    power, flex = values(legs(0.6, 0.6, 0.6), None, DAY)

    assert (power.play, flex.play) == ("power", "flex")
    assert power.ev == pytest.approx(5 * 0.216)
    assert power.variance == pytest.approx(25 * 0.216 * 0.784)
    assert flex.ev == pytest.approx(2.25 * 0.216 + 1.25 * 3 * 0.36 * 0.4)


def test_prices_are_the_payout_where_every_leg_has_one() -> None:
    (found,) = values(legs(0.5, 0.5, odds=2.1), None, DAY)

    assert found.ev == pytest.approx(0.25 * 2.1 * 2.1)


def test_a_given_payout_comes_first_and_multipliers_scale_the_table() -> None:
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
def test_what_nobody_knows_is_not_guessed(unknown: list[dict[str, Any]]) -> None:
    assert values(unknown, None, DAY) == []


def test_correlation_lifts_what_wins_together() -> None:
    assert joint([0.5, 0.5], [[1, 0.2], [0.2, 1]]) == pytest.approx(0.3)
    assert joint([0.5, 0.5], [[1, 1], [1, 1]]) == 0.5
    assert joint([0.5, 0.5], [[1, -1], [-1, 1]]) == 0


def test_a_table_holds_from_its_day() -> None:
    assert payouts.plays("prizepicks", 3, DAY)[0].pays == (5,)
    assert payouts.plays("prizepicks", 3, date(2020, 1, 1)) == []
    assert payouts.plays("prizepicks", 9, DAY) == []


def test_an_ev_counts_as_right_with_and_without_correlation() -> None:
    matrix = {"matrix": [[1, 0.2], [0.2, 1]]}

    for ev in (0.75, 0.8, 0.9):
        assert list(findings(legs(0.5, 0.5), ev, matrix, DAY)) == []
    (found,) = findings(legs(0.5, 0.5), 1.2, matrix, DAY)
    assert (found.what, found.leg, found.detail) == ("ev", None, "is 1.2, but its legs and payout make 0.9 (power)")


def test_two_legs_on_one_prop_are_found_whatever_line_and_spelling() -> None:
    twice = legs(0.5, 0.5, player="José Núñez", market="points", line=1.5)
    twice[1] |= {"player": "jose nunez", "line": 2.5}

    found = [each for each in findings(twice, 0.75, {}, DAY) if each.what == "same prop"]

    assert [(each.leg, each.detail) for each in found] == [(2, "is on the prop of leg 1")]
