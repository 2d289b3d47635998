import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]

OVER, UNDER = "points-ANA_RUIZ_1_NBA-game-ou-over", "points-ANA_RUIZ_1_NBA-game-ou-under"


def quote(odds: str = "-110", line: object = "20.5", **more: Any) -> Json:
    return {"odds": odds, "overUnder": line, "available": True, "lastUpdatedAt": "2025-10-22T20:00:00Z", **more}


def odd(**books: Any) -> Json:
    return {"bookOdds": "-115", "bookOverUnder": "20.5", "byBookmaker": books or {"acebet": quote()}}


BOTH = {OVER: odd(), UNDER: odd(acebet=quote("-120"))}


def event(odds: Json | None = None, league: str = "NBA") -> Json:
    return {
        "eventID": "e1", "sportID": "BASKETBALL", "leagueID": league, "type": "match",
        "teams": {
            "home": {"teamID": "HAWKS_NBA", "names": {"long": "Harbour Hawks", "short": "HAR"}},
            "away": {"teamID": "VIPERS_NBA", "names": {"long": "Valley Vipers", "short": "VAL"}},
        },
        "status": {"startsAt": "2025-10-23T02:10:00.000Z"},
        "players": {"ANA_RUIZ_1_NBA": {"name": "Ana Ruiz", "teamID": "VIPERS_NBA"}},
        "odds": odds or {},
    }  # fmt: skip


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), "sports-game-odds", **{"league": None, **options})


def test_a_prop_keeps_everything_that_sports_game_odds_says() -> None:
    (prop,) = read_json({"success": True, "data": [event(BOTH)]}).props

    assert (prop.league, prop.season, prop.platform, prop.player_name) == ("NBA", "2025", "acebet", "Ana Ruiz")
    assert (prop.player_id, prop.team, prop.opponent) == ("ANA_RUIZ_1_NBA", "VAL", "HAR")
    assert (prop.market_type, prop.period, prop.variant) == ("points", "full", "standard")
    assert (prop.line, prop.odds, prop.under_odds) == (20.5, 1 + 100 / 110, 1 + 100 / 120)
    assert (prop.game_id, str(prop.game_date)) == ("e1", "2025-10-23 02:10:00+00:00")
    assert prop.extra_metadata == {"home_team": "HAR", "away_team": "VAL"}


def test_books_have_their_own_lines_and_alternate_lines() -> None:
    alternate = {"odds": "+220", "overUnder": "25.5", "available": True}
    books = {"draftkings": quote(altLines=[alternate]), "betmgm": quote("-105", "21.5")}

    result = read_json(event({OVER: odd(**books)}))

    assert result.columns("platform", "line", "variant", "odds") == [
        ("draftkings", 20.5, "standard", 1 + 100 / 110),
        ("draftkings", 25.5, "alternate", 3.2),
        ("betmgm", 21.5, "standard", 1 + 100 / 105),
    ]


@pytest.mark.parametrize(
    ("league", "stat", "market"),
    [
        ("NBA", "points+rebounds+assists", "points_rebounds_assists"),
        ("NBA", "threePointersMade", "threes"),
        ("NBA", "threePointers_made", "threes"),
        ("MLB", "batting_hits", "hits"),
        ("MLB", "batting_homeRuns", "home_runs"),
        ("MLB", "batting_RBI", "rbis"),
        ("MLB", "batting_hits+runs+rbi", "hits_runs_rbis"),
        ("MLB", "batting_basesOnBalls", "walks"),
        ("MLB", "batting_strikeouts", "batter_strikeouts"),
        ("MLB", "pitching_strikeouts", "strikeouts"),
        ("MLB", "pitching_hits", "hits_allowed"),
        ("MLB", "points", "runs"),
        ("NFL", "receiving_receptions", "receptions"),
        ("NFL", "passing_longestCompletion", "longest_completion"),
        ("NFL", "rushing+receiving_yards", "rushing_receiving_yards"),
        ("NFL", "kicking_totalPoints", "kicking_points"),
        ("NHL", "shots_onGoal", "shots_on_goal"),
        ("NFL", "somethingNew", "somethingnew"),
    ],
)
def test_a_statistic_is_a_market_of_its_sport(league: str, stat: str, market: str) -> None:
    result = read_json(event({f"{stat}-ANA_RUIZ_1_NBA-game-ou-over": odd()}, league))

    assert result.columns("market_type") == [(market,)]


@pytest.mark.parametrize(
    ("league", "stat", "market"),
    [
        ("NFL", "touchdowns", "anytime_touchdown"),
        ("NHL", "goals", "anytime_goal"),
        ("NBA", "doubleDouble", "double_double"),
    ],
)
def test_a_yes_or_a_no_is_on_half(league: str, stat: str, market: str) -> None:
    book = {"acebet": {"odds": "+150", "available": True}}
    sides = {f"{stat}-ANA_RUIZ_1_NBA-game-yn-{side}": {"byBookmaker": book} for side in ("yes", "no")}

    result = read_json(event(sides, league))

    assert result.columns("market_type", "line", "odds", "under_odds") == [(market, 0.5, 2.5, 2.5)]


@pytest.mark.parametrize(("sent", "period"), [("1h", "1h"), ("1q", "1q"), ("3p", "3p"), ("reg", "full")])
def test_the_period_of_an_id_is_kept(sent: str, period: str) -> None:
    assert read_json(event({f"points-ANA_RUIZ_1_NBA-{sent}-ou-over": odd()})).columns("period") == [(period,)]


def test_a_player_without_an_entry_has_the_name_in_the_id() -> None:
    result = read_json(event({"points-BEA_SOL_2_NBA-game-ou-over": odd()}))

    assert result.columns("player_name", "player_id", "team") == [("Bea Sol", "BEA_SOL_2_NBA", None)]


def test_game_lines_closed_quotes_and_a_consensus_are_skipped_and_counted() -> None:
    result = read_json(
        event(
            {
                "points-home-game-ml-home": odd(),
                "points-all-game-ou-over": odd(),
                "points-ANA_RUIZ_1_NBA-game-eo-even": odd(),
                OVER: odd(acebet=quote(available=False)),
                UNDER: {"bookOdds": "-115"},
            }
        )
    )

    assert result.props == []
    assert result.reading.notes == [
        "odds without bookmakers (a consensus) skipped: 1",
        "selections that are not a side of a line, a yes or a no skipped: 1",
        "selections that are not on a player skipped: 2",
        "suspended or closed selections skipped: 1",
    ]


@pytest.mark.parametrize(
    ("odds", "field"),
    [
        ({OVER: odd(acebet=quote(line="many"))}, "line"),
        ({OVER: odd(acebet=quote("no"))}, "odds"),
        ({UNDER: odd(acebet=quote("no"))}, "under_odds"),
        ({OVER: odd(acebet="junk")}, "oddID"),
        ({OVER: "junk"}, "oddID"),
        ({"points": odd()}, "oddID"),
    ],
)
def test_odds_of_the_wrong_shape_are_rejected_with_their_place(odds: Json, field: str) -> None:
    assert read_json(event(odds)).reasons == [(1, field)]


def test_an_event_without_odds_has_no_props_and_another_document_is_refused() -> None:
    assert read_json(event()).props == []
    with pytest.raises(InvalidInput, match="has no SportsGameOdds events"):
        read_json({"data": []})
