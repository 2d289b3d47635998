import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]


def runner(name: str = "Ana Ruiz Over", american: object = -110, handicap: object = 20.5, **more: Any) -> Json:
    return {
        "selectionId": 31, "runnerName": name, "handicap": handicap, "runnerStatus": "ACTIVE",
        "winRunnerOdds": {
            "americanDisplayOdds": {"americanOdds": american},
            "trueOdds": {"decimalOdds": {"decimalOdds": 1.5}},
        },
        **more,
    }  # fmt: skip


BOTH = (runner(result={"type": "OVER"}), runner("Ana Ruiz Under", -120, result={"type": "UNDER"}, selectionId=32))


def page(
    *runners: Json | str, name: str = "Ana Ruiz - Points", kind: str = "PLAYER_A_TOTAL_POINTS", **more: Any
) -> Json:
    event = {"name": "Vipers @ Hawks", "openDate": "2025-10-23T02:10:00.000Z", "competitionId": 10547864}
    market = {
        "marketId": "m1", "eventId": 5, "marketName": name, "marketType": kind, "marketStatus": "OPEN",
        "runners": list(runners), **more,
    }  # fmt: skip
    return {"layout": {}, "attachments": {"events": {"5": event}, "markets": {"m1": market}}}


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "fanduel", **options)


def test_a_prop_keeps_everything_that_fanduel_says() -> None:
    (prop,) = read_json(page(*BOTH)).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "fanduel", "Ana Ruiz")
    assert (prop.market_type, prop.period, prop.variant) == ("points", "full", "standard")
    assert (prop.line, prop.odds, prop.under_odds) == (20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("5", "2025-10-23 02:10:00+00:00")
    assert (prop.team, prop.opponent, prop.player_id) == (None, None, None)
    assert prop.extra_metadata == {
        "home_team": "Hawks",
        "away_team": "Vipers",
        "raw_market": "Points",
        "over": {"id": "31"},
        "under": {"id": "32"},
    }


@pytest.mark.parametrize(
    ("sent", "name", "line"),
    [
        (runner("Ana Ruiz 25+ Points", handicap=0), "Ana Ruiz - Alt Points", 24.5),
        (runner("Ana Ruiz", handicap=0, isPlayerSelection=True), "To Score 25+ Points", 24.5),
        (runner("Over", handicap=18.5), "Ana Ruiz - Alt Points", 18.5),
    ],
)
def test_numbers_and_alternate_markets_are_alternate_lines(sent: Json, name: str, line: float) -> None:
    result = read_json(page(sent, name=name, kind="PLAYER_A_ALT_TOTAL_POINTS"))

    assert result.columns("player_name", "market_type", "variant", "line") == [
        ("Ana Ruiz", "points", "alternate", line)
    ]


@pytest.mark.parametrize(
    ("league", "name", "market"),
    [
        ("NFL", "Any Time Touchdown Scorer", "anytime_touchdown"),
        ("MLB", "To Record A Hit", "hits"),
        ("MLB", "To Hit A Home Run", "home_runs"),
        ("NBA", "To Record A Double Double", "double_double"),
    ],
)
@pytest.mark.parametrize("flag", [{}, {"isPlayerSelection": True}])
def test_a_player_alone_is_a_yes_on_half(league: str, name: str, market: str, flag: Json) -> None:
    document = page(runner("Ana Ruiz", handicap=0, **flag), name=name, kind="")
    del document["attachments"]["events"]["5"]["competitionId"]

    result = read_json(document, league=league)

    assert result.columns("player_name", "market_type", "line", "odds") == [("Ana Ruiz", market, 0.5, 1 + 100 / 110)]


@pytest.mark.parametrize(
    ("name", "market", "period"),
    [
        ("Ana Ruiz - 1st Quarter Points", "points", "1q"),
        ("Ana Ruiz - Pts + Reb + Ast", "points_rebounds_assists", "full"),
        ("Ana Ruiz - Made Threes", "threes", "full"),
    ],
)
def test_the_market_is_what_the_title_says_beside_the_player(name: str, market: str, period: str) -> None:
    assert read_json(page(*BOTH, name=name)).columns("market_type", "period") == [(market, period)]


def test_a_competition_without_a_known_id_is_named_by_the_page() -> None:
    document = page(*BOTH)
    document["attachments"]["events"]["5"]["competitionId"] = 7
    document["attachments"]["competitions"] = {"7": {"name": "WNBA"}}

    assert read_json(document, league=None).columns("league") == [("WNBA",)]


def test_markets_alone_are_read_with_their_own_time() -> None:
    markets = page(*BOTH, marketTime="2025-10-23T02:10:00.000Z")["attachments"]["markets"]

    assert [str(time) for (time,) in read_json(markets).columns("game_date")] == ["2025-10-23 02:10:00+00:00"]


def test_game_lines_and_closed_markets_are_skipped_and_counted() -> None:
    result = read_json(
        [
            page(runner("Hawks"), runner("Vipers"), name="Moneyline", kind="MONEY_LINE"),
            page(runner("Over"), runner("Under"), name="Total Points", kind="TOTAL_POINTS_(OVER/UNDER)"),
            page(runner("Over"), name="1st Half - Total Points", kind="FIRST_HALF_TOTAL"),
            page(runner("Hawks Over"), name="Hawks - Total Points", kind="HOME_TOTAL"),
            page(runner("No Touchdown Scorer", isPlayerSelection=False), name="Any Time Touchdown Scorer", kind=""),
            page(*BOTH, marketStatus="SUSPENDED"),
            page(runner(runnerStatus="REMOVED")),
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
        (page("junk"), "runner"),
        (page(runner(handicap="many")), "line"),
        (page(runner(american="no")), "odds"),
        ({"attachments": {"markets": {"m1": "junk"}}}, "runner"),
    ],
)
def test_a_runner_of_the_wrong_shape_is_rejected_with_its_place(document: Json, field: str) -> None:
    if field == "odds":
        document["attachments"]["markets"]["m1"]["runners"][0]["winRunnerOdds"]["trueOdds"] = None

    assert read_json(document).reasons == [(1, field)]


def test_a_page_without_markets_has_no_props_and_another_document_is_refused() -> None:
    assert read_json({"attachments": {}}).props == []
    with pytest.raises(InvalidInput, match="has no FanDuel markets"):
        read_json({"layout": {}})
