import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]


def odds(side: str | None = "over", price: object = -110, **more: Any) -> Json:
    return {
        "id": f"f1:draftkings:player_points:ana_ruiz_{side}_20_5", "sportsbook": "DraftKings",
        "market": "Player Points", "market_id": "player_points",
        "name": f"Ana Ruiz {side} 20.5", "is_main": True, "selection": "Ana Ruiz",
        "normalized_selection": "ana_ruiz", "selection_line": side, "player_id": "P9", "team_id": "V1", "price": price,
        "points": 20.5, "grouping_key": "default:20.5", "timestamp": 1761100000.5, **more,
    }  # fmt: skip


BOTH = (odds(), odds("under", -120))


def fixture(*rows: Any, **more: Any) -> Json:
    return {
        "id": "F1", "start_date": "2025-10-23T02:10:00Z", "status": "unplayed",
        "home_competitors": [{"id": "H1", "name": "Harbour Hawks", "abbreviation": "HAR"}],
        "away_competitors": [{"id": "V1", "name": "Valley Vipers", "abbreviation": "VAL"}],
        "home_team_display": "Harbour Hawks", "away_team_display": "Valley Vipers",
        "sport": {"id": "basketball"}, "league": {"id": "nba", "name": "NBA"}, "odds": list(rows), **more,
    }  # fmt: skip


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "optic-odds", **{"league": None, **options})


def test_a_prop_keeps_everything_that_optic_odds_says() -> None:
    (prop,) = read_json({"data": [fixture(*BOTH)]}).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "draftkings", "Ana Ruiz")
    assert (prop.player_id, prop.team, prop.opponent) == ("P9", "VAL", "HAR")
    assert (prop.market_type, prop.line, prop.odds, prop.under_odds) == ("points", 20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("F1", "2025-10-23 02:10:00+00:00")
    assert prop.extra_metadata == {
        "home_team": "HAR",
        "away_team": "VAL",
        "raw_market": "Player Points",
        "over": {"id": "f1:draftkings:player_points:ana_ruiz_over_20_5"},
        "under": {"id": "f1:draftkings:player_points:ana_ruiz_under_20_5"},
    }


def test_a_game_of_odds_jam_is_read_like_a_fixture() -> None:
    row = {
        "sports_book_name": "Hard Rock", "market_name": "Player RBIs", "selection": "Ana Ruiz",
        "selection_line": "over", "selection_points": 0.5, "price": 210, "name": "Ana Ruiz Over 0.5",
    }  # fmt: skip
    game = {
        "id": "G1", "start_date": "2023-06-01T19:10:00-04:00", "league": "MLB", "home_team": "Hawks",
        "away_team": "Vipers", "odds": [row],
    }  # fmt: skip

    result = read_json({"data": [game]})

    assert result.columns("league", "platform", "market_type", "line", "odds", "player_id") == [
        ("MLB", "hardrock", "rbis", 0.5, 3.1, None)
    ]
    assert result.props[0].extra_metadata["home_team"] == "Hawks"


@pytest.mark.parametrize(
    ("market", "expected"),
    [
        ("1st Half Player Points", ("points", "1h")),
        ("Player Points + Rebounds + Assists", ("points_rebounds_assists", "full")),
        ("Player Made Threes", ("threes", "full")),
    ],
)
def test_the_name_of_a_market_says_the_period(market: str, expected: tuple[str, str]) -> None:
    assert read_json(fixture(odds(market=market))).columns("market_type", "period") == [expected]


def test_a_selection_without_a_line_is_a_yes() -> None:
    row = odds(None, 150, market="Player Double Double", name="Ana Ruiz", points=None)

    assert read_json(fixture(row)).columns("market_type", "line", "odds") == [("double_double", 0.5, 2.5)]


def test_a_line_that_is_not_the_main_one_is_alternate_and_a_price_may_be_decimal() -> None:
    assert read_json(fixture(odds(price=3.1, is_main=False))).columns("variant", "odds") == [("alternate", 3.1)]


def test_game_lines_are_skipped_and_counted() -> None:
    line = odds(None, market="Moneyline", selection="HAR", player_id=None)
    total = odds(market="Total Points", selection="", player_id=None)

    result = read_json(fixture(line, total))

    assert (result.props, result.reading.notes) == ([], ["selections that are not on a player skipped: 2"])


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("junk", "odds"),
        (odds(points="many"), "line"),
        (odds(points=None), "line"),
        (odds(price="no"), "odds"),
        (odds("under", price="no"), "under_odds"),
    ],
)
def test_odds_of_the_wrong_shape_are_rejected_with_their_place(row: Any, field: str) -> None:
    if field == "line" and row["points"] is None:
        row["name"] = row["selection_line"]

    assert read_json(fixture(row)).reasons == [(1, field)]


def test_an_empty_answer_has_no_props_and_another_document_is_refused() -> None:
    assert read_json({"data": []}).props == []
    with pytest.raises(InvalidInput, match="has no OpticOdds fixtures with odds"):
        read_json({"data": [{"id": "F1"}]})
