import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]

HOME, AWAY = {"abbreviation": "DOV", "name": "Doves"}, {"abbreviation": "ACE", "name": "Aces"}
POINTS = {"marketName": "Points", "marketAbbreviation": "PTS"}


def summary(**more: Any) -> Json:
    about = {"competitionId": 70, "sportId": 4, "homeTeam": HOME, "awayTeam": AWAY, "name": "ACE @ DOV"}
    return {**about, "startTime": "2024-11-02T01:30:00.0000000+00:00", **more}


def entity(name: str = "Ana Ruiz", team: Json = AWAY, identifier: int = 31, **more: Any) -> Json:
    competition = {"competitionSummary": summary(**more), "team": team, "positionName": "SG"}
    return {"dkId": identifier, "displayName": name, "pickableCompetitions": [competition]}


def pickable(*entities: Json, market: Json | None = None, category: Json = POINTS) -> Json:
    active = {
        "pickableMarketId": 9001,
        "isPaused": False,
        "targetValue": 10.5,
        "activeSelections": [
            {"pickableMarketSelectionId": 1, "statLinePropositionId": 1, "standingsMultiplier": 1.2},
            {"pickableMarketSelectionId": 2, "statLinePropositionId": 2},
        ],
    }
    about = {"pickableId": 111, "pickType": "Single", "pickableEntities": list(entities or (entity(),))}
    return {
        "pickable": {**about, "marketCategory": category},
        "activeMarket": active if market is None else market,
    }


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), **{"league": None, **options})


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><script>window.__remixContext = %s;__remixContext.p = 1</script></body></html>",
        "<!DOCTYPE html><title>Pick6</title>" + " " * 70_000 + "<script>window.__remixContext = %s;</script>",
        "// copied on a Friday\nconst pickableIdToPickableMap = %s\n\nconsole.log(pickableIdToPickableMap)",
    ],
)
def test_pickables_are_read_from_a_saved_page(page: str) -> None:
    result = read_text(page % json.dumps({"111": pickable()}), league=None)

    assert result.columns("player_name", "line") == [("Ana Ruiz", 10.5)]


def cards(**active: Any) -> Json:
    """A page with separate lists of players, markets and games."""
    market = pickable()["activeMarket"]
    return {
        "allCompetitions": [
            summary(competitionId=70, sport="NBA", homeTeam={**HOME, "teamId": 2}, awayTeam={**AWAY, "teamId": 3})
        ],
        "pickCardData": {
            "activePickables": [{"pickableId": 111, "isUnpickable": False, "activeMarkets": [market], **active}],
            "pickCardsByPickGroup": {
                "entityInfoByDkId": {"31": {"fullName": "Ana Ruiz", "teamId": 3}},
                "marketPillByCategoryId": {"32": {"name": "Points"}},
                "pickCards": [{"pickableId": 111, "marketCategoryId": 32, "entities": [{"dkId": 31, "compIds": [70]}]}],
            },
        },
    }


def test_pickables_are_read_from_separate_lists_of_players_markets_and_games() -> None:
    (prop,) = read_json(cards()).props

    assert (prop.league, prop.player_id, prop.player_name, prop.team, prop.opponent) == (
        "NBA",
        "31",
        "Ana Ruiz",
        "ACE",
        "DOV",
    )
    assert (prop.market_type, prop.line, prop.external_id, prop.game_id) == ("points", 10.5, "9001", "70")
    assert str(prop.game_date) == "2024-11-02 01:30:00+00:00"
    assert prop.extra_metadata["over"] == {"pickableMarketSelectionId": 1, "standingsMultiplier": 1.2}


@pytest.mark.parametrize(
    ("active", "counts"),
    [({"isUnpickable": True}, (0, 0)), ({"pickableId": 7}, (0, 1)), ({"activeMarkets": []}, (0, 0))],
)
def test_closed_cards_are_skipped_and_unknown_ones_rejected(active: Json, counts: tuple[int, int]) -> None:
    result = read_json(cards(**active), league="NBA")

    assert (len(result.props), len(result.rejects)) == counts


def cards_by_id(**more: Any) -> Json:
    """One category of a group of picks, as Pick6 has sent it since 2026."""
    alternates = [
        {**pickable()["activeMarket"], "pickSixMarketId": 58, "isLive": False},
        {"pickableMarketId": 9002, "pickSixMarketId": 60, "targetValue": 4.5, "isPaused": True},
    ]
    return {
        "pickSixMarketById": {"58": {"name": "Points"}, "60": {"name": "Points + Assists + Rebounds"}},
        "entityInfoByDkId": {"31": {"name": "A. Ruiz", "fullName": "Ana Ruiz"}},
        "displayTeamById": {"2": {"name": "DOV"}, "3": {"name": "ACE"}},
        "competitionById": {
            "70": {
                "startTime": "2026-11-02T01:30:00.0000000+00:00",
                "homeTeamId": 2,
                "awayTeamId": 3,
                "entityCompByDkId": {"31": {"teamId": 3, "position": "SG"}},
            }
        },
        "pickCardByPickableId": {
            "111": {
                "pickableId": 111,
                "entities": [{"dkId": 31, "compIds": [70]}],
                "activePickableMarkets": alternates,
                **more,
            }
        },
    }


def test_cards_by_id_give_a_prop_for_each_market() -> None:
    first, second = read_json(cards_by_id(), league="NBA").props

    assert (first.player_id, first.player_name, first.position) == ("31", "Ana Ruiz", "SG")
    assert (first.team, first.opponent, first.game_id, first.external_id) == ("ACE", "DOV", "70", "9001")
    assert (first.market_type, first.line, str(first.game_date)) == ("points", 10.5, "2026-11-02 01:30:00+00:00")
    assert first.extra_metadata["over"] == {"pickableMarketSelectionId": 1, "standingsMultiplier": 1.2}
    assert (second.market_type, second.line, second.external_id) == ("points_rebounds_assists", 4.5, "9002")
    assert second.extra_metadata["isPaused"] is True


@pytest.mark.parametrize("wrapped", ["page", "first category", "saved"])
def test_cards_by_id_are_found_in_any_place(wrapped: str) -> None:
    category = cards_by_id()
    sent = category["pickCardByPickableId"]
    lookups = {name: value for name, value in category.items() if value is not sent}
    document = {
        "page": {
            "pickableIdToPickCardMap": {"111": {"pickCard": sent["111"]}},
            "pickCardLookups": lookups,
            "pickCardData": {"pickCardsByPickGroup": None},
        },
        "first category": {"pickableIdToPickCardMap": {}, "pickCardData": {"pickCardsByPickGroup": category}},
        "saved": {"pick_group_id": 7, "categories": [{"category_id": 16, "payload": category}]},
    }[wrapped]

    assert read_json(document, league="NBA").columns("external_id", "player_name", "team") == [
        ("9001", "Ana Ruiz", "ACE"),
        ("9002", "Ana Ruiz", "ACE"),
    ]


def test_closed_cards_by_id_are_skipped_and_broken_ones_rejected() -> None:
    closed = cards_by_id(activePickableMarkets=[])
    strange = {"pickCardByPickableId": {"1": None, "2": {"pickableId": 2, "activePickableMarkets": [{}]}}}
    result = read_json([closed, strange, {"pickCardByPickableId": {}}], league="NBA")

    assert (result.props, result.reasons) == ([], [(1, "pickable"), (2, "line")])
    assert result.reading.notes == ["pickables without an open market skipped: 1"]


def stat_line(**more: Any) -> Json:
    """A pick of the first half of 2024."""
    return {
        "playerDetail": {
            "playerDkId": 31,
            "displayName": "Ana Ruiz",
            "positionName": "SG",
            "team": AWAY,
            "nextCompetition": summary(),
        },
        "draftableStatLine": {
            "statCategory": {"statId": 797, "abbreviation": "FPTS", "name": "Fantasy Points"},
            "targetValue": 25.5,
            "moreDraftableId": 501,
            "lessDraftableId": 502,
            "competitionId": 70,
            "isStatLineDisabled": False,
            **more,
        },
    }


def test_a_stat_line_of_2024_is_read() -> None:
    (prop,) = read_json({"pickKeyToSinglePlayerPickMap": {"31-797-70-25.5": stat_line()}}).props

    assert (prop.league, prop.player_id, prop.player_name, prop.position) == ("NBA", "31", "Ana Ruiz", "SG")
    assert (prop.team, prop.opponent, prop.game_id, prop.external_id) == ("ACE", "DOV", "70", "501")
    assert (prop.market_type, prop.line, str(prop.game_date)) == ("fantasy_score", 25.5, "2024-11-02 01:30:00+00:00")
    assert prop.extra_metadata == {
        "moreDraftableId": 501,
        "lessDraftableId": 502,
        "home_team": "DOV",
        "away_team": "ACE",
        "raw_market": "Fantasy Points",
    }


def test_stat_lines_are_read_from_a_script_and_disabled_ones_skipped() -> None:
    picks = {"a": stat_line(), "b": stat_line(isStatLineDisabled=True)}
    result = read_text(f"const pickKeyToSinglePlayerPickMap = {json.dumps(picks)};", league=None)

    assert result.columns("external_id") == [("501",)]
    assert result.reading.notes == ["pickables without an open market skipped: 1"]


@pytest.mark.parametrize(
    ("shown", "league"), [(["WNBA"], "WNBA"), (["PGA TOUR"], "PGA"), (["WNBA", "NBA"], "NBA"), ([], "NBA")]
)
def test_the_only_league_of_a_page_is_the_league(shown: list[str], league: str) -> None:
    pages = [{"selectedSportLeague": {"league": {"leagueAbbreviation": name}}} for name in shown]

    assert read_json([*pages, {"pickableIdToPickableMap": {"1": pickable()}}]).columns("league") == [(league,)]


def folded(value: Any) -> list[Any]:
    """A document as React Router sends it: a list with every value once, and places in that list instead of values."""
    values: list[Any] = []

    def place_of(one: Any) -> int:
        if one is None:
            return -5
        place = len(values)
        values.append(one)
        if isinstance(one, dict):
            values[place] = {f"_{place_of(key)}": place_of(inner) for key, inner in one.items()}
        elif isinstance(one, list):
            values[place] = [place_of(inner) for inner in one]
        return place

    place_of(value)
    return values


FOLDED = "<html><script>window.__reactRouterContext.streamController.enqueue(%s);</script><title>pick6</title></html>"


def test_pickables_are_read_from_a_saved_page_of_2026() -> None:
    page = {"loaderData": {"routes/_home": {"user": None, "pickCardData": {"pickCardsByPickGroup": cards_by_id()}}}}
    result = read_text(FOLDED % json.dumps(json.dumps(folded(page)) + "\n"), league="NBA")

    assert result.columns("external_id", "player_name", "line") == [
        ("9001", "Ana Ruiz", 10.5),
        ("9002", "Ana Ruiz", 4.5),
    ]


@pytest.mark.parametrize("sent", ["", "[]", '[{"_1": 2}]', '[{"a": 0}, 1]', '[{"_1": 2}, [], 3]', "7", '{"a": 1}'])
def test_a_spoilt_page_of_2026_is_refused(sent: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_text(FOLDED % json.dumps(sent), league="NBA")


def test_data_that_was_sent_later_is_ignored() -> None:
    result = read_text(json.dumps({"pickableIdToPickableMap": {"111": pickable()}}) + '\n\ndata:{"x":[1]}', league=None)

    assert len(result.props) == 1


def test_a_truncated_page_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is not JSON"):
        read_text("window.__remixContext = {", league=None)


def test_a_prop_keeps_everything_that_a_pickable_says() -> None:
    (prop,) = read_json({"pickableIdToPickableMap": {"111": pickable()}}).props

    assert (prop.league, prop.season, prop.player_id, prop.player_name) == ("NBA", "2024", "31", "Ana Ruiz")
    assert (prop.position, prop.team, prop.opponent) == ("SG", "ACE", "DOV")
    assert (prop.market_type, prop.line, prop.odds, prop.under_odds) == ("points", 10.5, None, None)
    assert (prop.platform, prop.external_id, prop.game_id) == ("pick6", "9001", "70")
    assert str(prop.game_date) == "2024-11-02 01:30:00+00:00"
    assert prop.extra_metadata == {
        "pickType": "Single",
        "isPaused": False,
        "over": {"pickableMarketSelectionId": 1, "standingsMultiplier": 1.2},
        "under": {"pickableMarketSelectionId": 2},
        "home_team": "DOV",
        "away_team": "ACE",
        "raw_market": "Points",
    }


@pytest.mark.parametrize(
    "document",
    [
        {"111": pickable()},
        {"state": {"loaderData": {"root": {}, "routes/_index": {"pickableIdToPickableMap": {"111": pickable()}}}}},
        [{"pickableIdToPickableMap": {"111": pickable()}}],
        {"pickables": [pickable()]},
    ],
)
def test_pickables_are_found_anywhere_in_a_page(document: object) -> None:
    assert read_json(document).columns("external_id") == [("9001",)]


def test_a_pick6_combo_has_all_names_and_no_opponent() -> None:
    (prop,) = read_json({"1": pickable(entity(), entity("Bea Oyelaran", HOME, 32))}).props

    assert (prop.player_name, prop.player_id, prop.team, prop.opponent) == (
        "Ana Ruiz + Bea Oyelaran",
        "31 + 32",
        "ACE/DOV",
        None,
    )
    assert prop.extra_metadata["is_combo"] is True


def test_several_markets_of_one_pickable_are_several_props() -> None:
    alternates = [{"pickableMarketId": place, "targetValue": place + 0.5} for place in (7, 8)]
    holder = {"pickable": pickable()["pickable"], "activeMarkets": alternates}

    assert read_json({"1": holder}).columns("external_id", "line") == [("7", 7.5), ("8", 8.5)]


def test_a_closed_pickable_is_skipped_with_a_note() -> None:
    closed = {"pickable": pickable()["pickable"], "activeMarkets": []}
    result = read_json({"pickableIdToPickableMap": {"1": closed, "2": pickable()}})

    assert (len(result.props), result.rejects) == (1, [])
    assert result.reading.notes == ["pickables without an open market skipped: 1"]


def test_a_value_that_is_not_a_pickable_is_rejected() -> None:
    assert read_json({"pickableIdToPickableMap": {"1": None, "2": pickable()}}).reasons == [(1, "pickable")]


@pytest.mark.parametrize(
    ("about", "league", "period"),
    [
        ({"leagueAbbreviation": "WNBA"}, "WNBA", "full"),
        ({"sport": "NBASZN"}, "NBA", "season"),
        ({"sportId": 1}, "NFL", "full"),
        ({"sportId": 99}, "CBB", "full"),
    ],
)
def test_the_league_of_a_pickable_comes_from_its_game_or_its_sport(about: Json, league: str, period: str) -> None:
    result = read_json({"1": pickable(entity(**about))}, league="CBB" if about == {"sportId": 99} else None)

    assert result.columns("league", "period") == [(league, period)]


def test_a_player_without_a_team_has_no_opponent() -> None:
    document = {"1": pickable(entity(team={}, homeTeam=None, awayTeam=None, leagueAbbreviation="TENNIS"))}

    assert read_json(document).columns("team", "opponent") == [(None, None)]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (pickable(market={}), "line"),
        (pickable(market={"targetValue": "x"}), "line"),
        (pickable(entity(name="")), "player_name"),
        (pickable(category={}), "market_type"),
    ],
)
def test_a_bad_pickable_is_rejected_and_a_good_one_stays(bad: Json, field: str) -> None:
    result = read_json({"1": bad, "2": pickable()})

    assert result.columns("external_id") == [("9001",)]
    assert result.reasons == [(1, field)]


def test_a_page_without_pickables_is_not_an_error() -> None:
    result = read_json({"state": {"pickableIdToPickableMap": {}}})

    assert (result.props, result.rejects) == ([], [])


def test_json_without_pickables_is_refused() -> None:
    with pytest.raises(InvalidInput, match="has no Pick6 pickables"):
        read_json({"error": "gone"}, fmt="pick6")


def test_the_search_for_pickables_ends_twelve_levels_deep() -> None:
    document: Any = {"pickCardData": {"pickCardsByPickGroup": [{"pickableIdToPickableMap": {"1": pickable()}}]}}
    assert len(read_json(document).props) == 1

    for _ in range(12):
        document = [document]
    assert read_json(document).props == []
