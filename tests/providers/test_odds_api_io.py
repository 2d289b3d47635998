import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]


def odds(label: str = "Ana Ruiz (Points)", **more: Any) -> Json:
    return {"label": label, "hdp": 20.5, "over": "1.870", "under": "1.950", **more}


def event(*entries: Json, market: str = "Player Props", book: str = "DraftKings", **more: Any) -> Json:
    return {
        "id": 605, "home": "Hawks", "away": "Vipers", "date": "2025-10-23T02:10:00Z", "status": "pending",
        "sport": {"name": "Basketball", "slug": "basketball"}, "league": {"name": "USA - NBA", "slug": "usa-nba"},
        "urls": {book: "https://book.example"},
        "bookmakers": {book: [{"name": market, "updatedAt": "2025-10-22T00:01:14.197Z", "odds": list(entries)}]},
        **more,
    }  # fmt: skip


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "odds-api-io", **{"league": None, **options})


def test_a_prop_keeps_everything_that_odds_api_io_says() -> None:
    (prop,) = read_json(event(odds())).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "draftkings", "Ana Ruiz")
    assert (prop.market_type, prop.period, prop.line, prop.odds, prop.under_odds) == (
        "points",
        "full",
        20.5,
        1.87,
        1.95,
    )
    assert (prop.game_id, str(prop.game_date), len(prop.external_id)) == ("605", "2025-10-23 02:10:00+00:00", 32)
    assert prop.extra_metadata == {"home_team": "Hawks", "away_team": "Vipers", "raw_market": "Points"}


@pytest.mark.parametrize("wrap", [lambda one: [one, one], lambda one: {"events": [one]}, lambda one: {"605": one}])
def test_events_are_found_in_any_wrapping(wrap: Any) -> None:
    assert {prop.game_id for prop in read_json(wrap(event(odds()))).props} == {"605"}


def test_each_book_has_its_own_props_under_its_own_key() -> None:
    document = event(odds(), book="BetMGM")
    document["bookmakers"]["Hard Rock Bet"] = document["bookmakers"]["BetMGM"]

    assert read_json(document).columns("platform") == [("betmgm",), ("hardrockbet",)]


@pytest.mark.parametrize(
    ("market", "entry", "expected"),
    [
        ("Anytime Goalscorer", {"label": "Ana Ruiz", "hdp": 0, "over": "2.50"}, ("anytime_goal", 0.5, 2.5, None)),
        ("Player Props", odds("Ana Ruiz (Double-Double)", hdp=0, under=None), ("double_double", 0.5, 1.87, None)),
        ("Player Props", {"label": "Ana Ruiz (Points)", "yes": "2.1", "no": "1.7"}, ("points", 0.5, 2.1, 1.7)),
        ("Player Shots", {"label": "Ana Ruiz", "hdp": 2.5, "over": "2.1", "under": "1.7"}, ("shots", 2.5, 2.1, 1.7)),
        ("Player Props", odds("Ana Ruiz (1st Half Points)"), ("points", 20.5, 1.87, 1.95)),
    ],
)
def test_markets_on_players_are_read(market: str, entry: Json, expected: tuple[Any, ...]) -> None:
    soccer = {"name": "England - Premier League"} if market != "Player Props" else {"name": "USA - NBA"}

    result = read_json(event(entry, market=market, league=soccer))

    assert result.columns("market_type", "line", "odds", "under_odds") == [expected]
    assert result.props[0].player_name == "Ana Ruiz"


@pytest.mark.parametrize(
    ("name", "league"),
    [
        ("USA - NFL", "NFL"),
        ("England - Premier League", "EPL"),
        ("Italy - Serie A", "SERIEA"),
        ("Freedonia - Premier League", "Freedonia - Premier League"),
        ("NHL", "NHL"),
    ],
)
def test_a_league_is_known_with_its_country(name: str, league: str) -> None:
    assert read_json(event(odds(), league={"name": name})).columns("league") == [(league,)]


def test_game_lines_are_skipped_and_counted() -> None:
    result = read_json(
        [
            event({"home": "1.9", "away": "1.9"}, market="ML"),
            event({"hdp": 2.5, "over": "1.9", "under": "1.9"}, market="Totals"),
            event({"label": "Over", "hdp": 0.5, "over": "3.0"}, market="Team Total Home"),
            event(odds("Ana Ruiz")),
        ]
    )

    assert (result.props, result.reading.notes) == ([], ["selections that are not on a player skipped: 4"])


@pytest.mark.parametrize(
    ("entry", "field"),
    [(odds(hdp="many"), "line"), (odds(hdp=None), "line"), (odds(over="no"), "odds"), (odds(under=[]), "under_odds")],
)
def test_an_entry_of_the_wrong_shape_is_rejected_with_its_place(entry: Json, field: str) -> None:
    assert read_json(event(odds(), entry)).reasons == [(2, field)]


def test_an_event_without_bookmakers_has_no_props_and_another_document_is_refused() -> None:
    assert read_json(event(bookmakers={})).props == []
    with pytest.raises(InvalidInput, match=r"has no Odds-API\.io bookmakers"):
        read_json({"bookmakers": []})


@pytest.mark.parametrize("word", ["N/A", "-", "null"])
def test_a_price_that_is_not_offered_is_blank(word: str) -> None:
    result = read_json(event(odds(under=word)))

    assert (result.columns("odds", "under_odds"), result.rejects) == ([(1.87, None)], [])
