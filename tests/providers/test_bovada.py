import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]


def outcome(label: str = "Over", american: object = "-110", handicap: object = "20.5", **more: Any) -> Json:
    price = {"american": american, "decimal": "1.5", "handicap": handicap}
    return {"id": f"o-{label}", "description": label, "status": "O", "price": price, **more}


BOTH = (outcome(), outcome("Under", "-120"))


def page(
    *outcomes: Any, title: str = "Total Points - Ana Ruiz (VAL)", group: str = "Player Points", **more: Any
) -> list[Json]:
    market = {
        "id": "m1", "description": title, "status": "O", "period": {"description": "Game", "abbreviation": "G"},
        "outcomes": list(outcomes), **more,
    }  # fmt: skip
    event = {
        "id": "77", "description": "Vipers @ Hawks", "link": "/basketball/nba/vipers-hawks-202510222210",
        "startTime": 1761185400000, "competitors": [{"name": "Hawks", "home": True}, {"name": "Vipers", "home": False}],
        "displayGroups": [{"description": group, "markets": [market]}],
    }  # fmt: skip
    path = [{"description": "NBA", "type": "LEAGUE"}, {"description": "Basketball", "type": "SPORT"}]
    return [{"path": path, "events": [event]}]


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "bovada", **{"league": None, **options})


def test_a_prop_keeps_everything_that_bovada_says() -> None:
    (prop,) = read_json(page(*BOTH)).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "bovada", "Ana Ruiz")
    assert (prop.market_type, prop.period, prop.variant, prop.team) == ("points", "full", "standard", "VAL")
    assert (prop.line, prop.odds, prop.under_odds) == (20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("77", "2025-10-23 02:10:00+00:00")
    assert prop.extra_metadata == {
        "home_team": "Hawks",
        "away_team": "Vipers",
        "raw_market": "Total Points",
        "over": {"id": "o-Over"},
        "under": {"id": "o-Under"},
    }


def test_a_league_without_a_path_is_in_the_link_of_the_event() -> None:
    document = page(*BOTH)
    del document[0]["path"]

    assert read_json(document).columns("league") == [("NBA",)]


@pytest.mark.parametrize(
    ("title", "market", "team"),
    [
        ("Total Points, Rebounds and Assists - Ana Ruiz (Val)", "points_rebounds_assists", "VAL"),
        ("Total Made 3 Points Shots - Ana Ruiz (VAL)", "threes", "VAL"),
        ("Total Rebounds and Assists - Ana Ruiz", "rebounds_assists", None),
        ("Total Something New - Ana Ruiz", "something_new", None),
    ],
)
def test_the_title_of_a_market_names_the_market_and_the_player(title: str, market: str, team: str | None) -> None:
    result = read_json(page(*BOTH, title=title))

    assert [("Ana Ruiz", market, team)] == [
        (name, found.removeprefix("total_"), sent)
        for name, found, sent in result.columns("player_name", "market_type", "team")
    ]


@pytest.mark.parametrize(
    ("league", "title", "market", "line", "variant"),
    [
        ("MLB", "Player to record a Hit", "hits", 0.5, "standard"),
        ("MLB", "Player to record 2+ Hits", "hits", 1.5, "alternate"),
        ("NFL", "Anytime Touchdown Scorer", "anytime_touchdown", 0.5, "standard"),
        ("NBA", "To Record a Double-Double", "double_double", 0.5, "standard"),
    ],
)
def test_an_outcome_that_is_a_player_is_a_yes(league: str, title: str, market: str, line: float, variant: str) -> None:
    document = page(outcome("Ana Ruiz (VAL)", handicap=None), title=title, group="Props")
    document[0]["path"][0]["description"] = league

    assert read_json(document).columns("player_name", "team", "market_type", "line", "variant", "under_odds") == [
        ("Ana Ruiz", "VAL", market, line, variant, None)
    ]


@pytest.mark.parametrize(
    ("title", "period"), [("Total Points - Ana Ruiz (VAL)", "1h"), ("Total Points - 1st Half - Ana Ruiz (VAL)", "1h")]
)
def test_the_period_of_a_market_is_read(title: str, period: str) -> None:
    sent = {"description": "1st Half" if "Half" not in title else "Game"}

    assert read_json(page(*BOTH, title=title, period=sent)).columns("market_type", "period") == [("points", period)]


def test_a_group_of_alternate_lines_is_alternate() -> None:
    assert read_json(page(*BOTH, group="Alternate Player Points")).columns("variant") == [("alternate",)]


def test_game_lines_closed_outcomes_and_nobody_are_skipped_and_counted() -> None:
    result = read_json(
        [
            page(outcome("Hawks"), outcome("Vipers"), title="Moneyline", group="Game Lines"),
            page(*BOTH, title="Total", group="Game Lines"),
            page(*BOTH, title="Total Points - Hawks", group="Game Lines"),
            page(outcome("No Touchdown Scored"), title="Anytime Touchdown Scorer"),
            page(*BOTH, status="S"),
            page(outcome(status="S")),
        ]
    )

    assert result.props == []
    assert result.reading.notes == [
        "selections that are not on a player skipped: 7",
        "suspended or closed selections skipped: 3",
    ]


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (page("junk"), "outcome"),
        (page(outcome(handicap="many")), "line"),
        (page(outcome(handicap=None)), "line"),
        (page(outcome(american="no", price={"american": "no"})), "odds"),
        (page(outcome("Under", price={"american": "no", "handicap": "1.5"})), "under_odds"),
        (page(outcomes="junk"), "outcome"),
    ],
)
def test_an_outcome_of_the_wrong_shape_is_rejected_with_its_place(document: list[Json], field: str) -> None:
    if field == "odds":
        document[0]["events"][0]["displayGroups"][0]["markets"][0]["outcomes"][0]["price"]["handicap"] = "1.5"

    assert read_json(document).reasons == [(1, field)]


def test_an_event_without_markets_has_no_props_and_another_document_is_refused() -> None:
    assert read_json([{"events": [{"id": "1", "displayGroups": []}]}]).props == []
    with pytest.raises(InvalidInput, match="has no Bovada display groups"):
        read_json([{"events": []}])
