from datetime import date
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.slips.shape import Slip, read_slip, slips_of

LEG = {"player": "Ada Example", "league": "NFL", "market": "passing_yards", "line": 249.5, "side": "over"}


def read(sent: dict[str, Any]) -> Slip:
    return read_slip(sent, {}, "", date(2025, 10, 5), "the slip")


@pytest.mark.parametrize("payout", ["5x", "5X", " x5 ", "5×", "5.0 x", 5, "5"])  # noqa: RUF001 - as typed
def test_a_payout_may_have_the_sign_of_a_factor(payout: object) -> None:
    slip = read({"legs": [{**LEG, "probability": 0.25}], "payout": payout})

    assert slip.values["ev"] == 1.25


@pytest.mark.parametrize("payout", ["x", "5y", "5x5", "fivex", "xx5", ""])
def test_another_text_is_not_a_payout(payout: str) -> None:
    with pytest.raises(InvalidInput, match=r"expected a number, got|ev is missing"):
        read({"legs": [{**LEG, "probability": 0.25}], "payout": payout})


@pytest.mark.parametrize("multiplier", ["1.25x", "x1.25", 1.25])
def test_the_multiplier_of_a_leg_may_have_the_sign_of_a_factor(multiplier: object) -> None:
    slip = read({"legs": [{**LEG, "multiplier": multiplier}], "ev": 1})

    assert slip.values["legs"][0]["multiplier"] == 1.25


@pytest.mark.parametrize("key", ["legs", "players", "Players", "picks", "parlay_legs", "selections"])
def test_legs_have_several_names(key: str) -> None:
    assert read({key: [LEG], "ev": 1}).values["legs"][0]["player"] == "Ada Example"


@pytest.mark.parametrize("number", [2, 2.0, None])
def test_a_number_of_legs_is_not_the_list_of_them(number: object) -> None:
    slip = read({"legs": number, "players": [LEG], "ev": 1})

    assert slip.values["legs"][0]["player"] == "Ada Example"
    assert slip.unread == {"legs"}


@pytest.mark.parametrize("key", ["lineups", "Lineups", "slips", "entries", "parlays"])
def test_an_object_lists_slips_and_what_they_have_in_common(key: str) -> None:
    document = {"platform": "PrizePicks", "payout": "3x", key: [{"players": [LEG]}, {"players": [LEG], "payout": "5x"}]}

    assert slips_of([document]) == [
        {"platform": "PrizePicks", "payout": "3x", "players": [LEG]},
        {"platform": "PrizePicks", "payout": "5x", "players": [LEG]},
    ]


@pytest.mark.parametrize(
    "slip", [{"legs": [LEG], "entries": []}, {"picks": [LEG], "parlays": [1]}, {"lineups": 3}, [1]]
)
def test_an_object_with_legs_is_a_slip(slip: object) -> None:
    assert slips_of([slip]) == [slip]


def test_an_empty_list_of_slips_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="lineups is empty"):
        slips_of([{"lineups": []}])
