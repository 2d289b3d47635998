import re
from typing import Any

import pytest

from bbprops_cli.rules.slips.leg import LegDefaults, read_leg, unread

LEG = {"player": "Ada Example", "league": "NFL", "market": "passing_yards", "line": 249.5, "side": "over"}


def read(**said: Any) -> dict[str, Any]:
    return read_leg({**LEG, **said}, LegDefaults())


@pytest.mark.parametrize(
    ("sent", "key", "expected"),
    [
        ({"playerName": "  Bo   Sample "}, "player", "Bo Sample"),
        ({"player_name": "Bo Sample"}, "player", "Bo Sample"),
        ({"stat_type": "Rush Yards"}, "market", "rushing_yards"),
        ({"statCategory": "Receptions"}, "market", "receptions"),
        ({"stat": "no-such-stat", "label": "Rec Yds"}, "market", "receiving_yards"),
        ({"line_score": "62.5"}, "line", 62.5),
        ({"point": 4}, "line", 4.0),
        ({"wager_type": "More"}, "side", "over"),
        ({"pick": "LOWER"}, "side", "under"),
        ({"prediction": "UNDER"}, "side", "under"),
        ({"bookmaker": "DraftKings"}, "platform", "draftkings"),
        ({"american_odds": "-110"}, "odds", 1.9090909090909092),
        ({"odds": 150}, "odds", 2.5),
        ({"price": 1.87}, "odds", 1.87),
        ({"model_probability": "0.62"}, "probability", 0.62),
        ({"confidence": 62}, "probability", 0.62),
        ({"prob": "62%"}, "probability", 0.62),
        ({"odds_type": "demon"}, "variant", "demon"),
        ({"payout_multiplier": "1.25"}, "multiplier", 1.25),
        ({"gameDate": "20251005"}, "game_date", "2025-10-05"),
        ({"commence_time": "2025-10-05T17:00:00Z"}, "game_date", "2025-10-05T17:00:00Z"),
        ({"result": "WIN"}, "result", "won"),
    ],
)
def test_keys_and_words_of_other_tools_are_read_into_a_leg(sent: dict[str, Any], key: str, expected: Any) -> None:
    said = {"player": "Ada Example", "league": "NFL", "market": "passing_yards", "line": 249.5, "side": "over"}
    theirs = {"player", "market", "line", "side"} & {key}

    found = read_leg({**{name: value for name, value in said.items() if name not in theirs}, **sent}, LegDefaults())

    assert found[key] == pytest.approx(expected) if isinstance(expected, float) else found[key] == expected


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"player": ""}, "player is missing"),
        ({"line": ""}, "line is missing"),
        ({"line": "a lot"}, "line: 'a lot' is not a number"),
        ({"side": "maybe"}, "side: 'maybe' is neither over nor under"),
        ({"league": None}, "league is missing"),
        ({"market": ""}, "market is missing"),
        ({"odds": "-50"}, "odds: -50 is not an American price"),
        ({"probability": "likely"}, "probability: 'likely' is not a number"),
        ({"game_date": "soon"}, "game_date: 'soon' is not a date or time"),
    ],
)
def test_an_unreadable_value_of_a_leg_is_named_in_the_error(sent: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        read(**sent)


def test_a_leg_without_a_league_platform_or_side_gets_the_default() -> None:
    found = read_leg({"name": "Ada", "stat": "pr", "line": 14.5}, LegDefaults("NBA", "PrizePicks", "over"))

    assert (found["league"], found["market"], found["platform"], found["side"]) == (
        "NBA",
        "points_rebounds",
        "prizepicks",
        "over",
    )


def test_a_period_in_the_league_or_the_market_label_is_the_period_of_the_leg() -> None:
    assert read(league="NFL1H")["period"] == "1h"
    assert read(market="1st Half Passing Yards")["period"] == "1h"


def test_unknown_keys_of_a_leg_are_reported() -> None:
    assert unread({**LEG, "hit_rate": 0.9, "streak": {}}) == {"hit_rate", "streak"}


def test_a_key_of_a_leg_with_a_list_or_an_object_is_ignored_and_reported() -> None:
    sent = {**LEG, "player_name": {"first": "Ada"}, "probability": [0.6]}

    assert read_leg(sent, LegDefaults()) == read()
    assert unread(sent) == {"player_name", "probability"}
