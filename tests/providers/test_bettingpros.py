import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]

ANA: Json = {"id": "31", "name": "Ana Ruiz", "player": {"team": "VAL", "position": "PG", "slug": "ana-ruiz"}}
EVENT: Json = {"id": 7, "scheduled": "2025-10-23 02:10:00", "home": "HAR", "visitor": "VAL"}


def line(points: object = 20.5, cost: object = -110, **more: Any) -> Json:
    return {"line": points, "cost": cost, "active": True, "main": True, **more}


def selection(side: str, *lines: Any, book: int = 12, **more: Any) -> Json:
    return {"selection": side, "books": [{"id": book, "lines": list(lines)}], **more}


BOTH = (selection("over", line()), selection("under", line(cost=-120)))


def offers(*selections: Any, market: int = 156, people: tuple[Json, ...] = (ANA,), **more: Any) -> Json:
    offer = {
        "id": "o1", "event_id": 7, "market_id": market, "participants": list(people), "selections": list(selections),
        **more,
    }  # fmt: skip
    return {"_pagination": {"total_pages": 1}, "offers": [offer], "events": [EVENT]}


def props(over: Any = None, under: Any = None, market: int = 156, **more: Any) -> Json:
    over = over if over is not None else {"line": 20.5, "odds": -110, "book": 10, "consensus_line": 21.5}
    under = under if under is not None else {"line": 21.5, "odds": 105, "book": 12, "consensus_line": 21.5}
    prop = {
        "sport": "NBA",
        "market_id": market,
        "event_id": 7,
        "participant": ANA,
        "over": over,
        "under": under,
        **more,
    }
    return {"_pagination": {"total_pages": 1}, "props": [prop]}


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "bettingpros", **{"league": None, **options})


def test_a_prop_keeps_everything_that_bettingpros_says() -> None:
    (prop,) = read_json(offers(*BOTH)).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "draftkings", "Ana Ruiz")
    assert (prop.player_id, prop.position, prop.team, prop.opponent) == ("31", "PG", "VAL", "HAR")
    assert (prop.market_type, prop.line, prop.odds, prop.under_odds) == ("points", 20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("7", "2025-10-23 02:10:00+00:00")
    assert prop.extra_metadata == {"home_team": "HAR", "away_team": "VAL"}


def test_the_best_price_of_each_side_is_at_its_book() -> None:
    assert read_json(props()).columns("platform", "line", "odds", "under_odds") == [
        ("fanduel", 20.5, 1 + 100 / 110, None),
        ("draftkings", 21.5, None, 2.05),
    ]


@pytest.mark.parametrize(
    ("market", "league", "name"),
    [(103, "NFL", "passing_yards"), (285, "MLB", "strikeouts"), (321, "NHL", "shots_on_goal"), (393, "WNBA", "points")],
)
def test_the_id_of_a_market_says_the_league(market: int, league: str, name: str) -> None:
    assert read_json(offers(*BOTH, market=market)).columns("league", "market_type") == [(league, name)]


def test_a_market_that_the_answer_names_needs_no_known_id() -> None:
    document = offers(*BOTH, market=9999, sport="NBA")
    document["markets"] = [{"id": 9999, "slug": "double-double"}]

    assert read_json(document).columns("market_type") == [("double_double",)]


def test_lines_beside_the_main_one_are_alternate_and_an_unknown_book_keeps_its_id() -> None:
    result = read_json(offers(selection("over", line(), line(25.5, main=False)), selection("over", line(), book=999)))

    assert result.columns("platform", "line", "variant") == [
        ("draftkings", 20.5, "standard"),
        ("draftkings", 25.5, "alternate"),
        ("bettingpros_999", 20.5, "standard"),
    ]


def test_an_anytime_touchdown_has_a_selection_for_each_player() -> None:
    team = {"id": "VAL", "name": "Valley Vipers", "team": {}}
    bea = {"id": "32", "name": "Bea Sol", "player": {"team": "HAR"}}
    sides = [selection("", line(1, 150), participant=who) for who in ("VAL", "31", "32")]

    result = read_json(offers(*sides, market=78, people=(team, ANA, bea)))

    assert result.columns("player_name", "team", "market_type", "line", "odds") == [
        ("Ana Ruiz", "VAL", "anytime_touchdown", 0.5, 2.5),
        ("Bea Sol", "HAR", "anytime_touchdown", 0.5, 2.5),
    ]
    assert result.reading.notes == [
        "selections that are not on a player skipped: 1",
        "start times without a zone, read as UTC: 2",
    ]


def test_game_lines_closed_lines_and_the_consensus_are_skipped_and_counted() -> None:
    team = {"id": "VAL", "name": "Valley Vipers"}
    result = read_json(
        [
            offers(*BOTH, market=127),
            offers(*BOTH, people=(team,)),
            offers(selection("over", line(active=False), line(is_off=True)), selection("over", line(), book=0)),
            props({"line": None, "odds": None, "book": 10}, {"line": 20.5, "odds": -110, "book": 0}),
        ]
    )

    assert result.props == []
    assert result.reading.notes == [
        "selections that are not on a player skipped: 3",
        "suspended or closed selections skipped: 3",
        "the consensus of all books skipped, since it is not a price that a book offers: 2",
    ]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (offers(selection("over", line("many"))), "line"),
        (offers(selection("over", line(cost="no"))), "odds"),
        (offers(selection("under", line(cost="no"))), "under_odds"),
        (offers(selection("over", "junk")), "selection"),
        (offers("junk"), "selection"),
        (offers(*BOTH[:1], market=9999), "market_id"),
        (props({"line": 20.5, "odds": -110, "book": None}, {"book": 0}), "book"),
        (props("junk", {"book": 0}), "selection"),
    ],
)
def test_a_line_of_the_wrong_shape_is_rejected_with_its_place(document: Json, field: str) -> None:
    assert read_json(document, league="NBA").reasons == [(1, field)]


def test_an_empty_page_has_no_props_and_another_document_is_refused() -> None:
    assert read_json({"offers": [], "_pagination": {}}).props == []
    with pytest.raises(InvalidInput, match="has no BettingPros offers or props"):
        read_json({"events": []})
