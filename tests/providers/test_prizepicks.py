import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]


def projection(identifier: str = "901", player: str = "31", **attributes: Any) -> Json:
    """A projection as PrizePicks sent it in 2022, without later attributes."""
    return {
        "type": "projection",
        "id": identifier,
        "attributes": {
            "description": "DOV",
            "flash_sale_line_score": None,
            "line_score": 24.5,
            "projection_type": "Single Stat",
            "start_time": "2025-10-05T13:00:00-04:00",
            "stat_type": "Receiving Yards",
            "status": "pre_game",
            **attributes,
        },
        "relationships": {
            "duration": {"data": None},
            "league": {"data": {"type": "league", "id": "9"}},
            "new_player": {"data": {"type": "new_player", "id": player}},
            "game": {"data": {"type": "game", "id": "77"}},
        },
    }


def included(league: str = "NFL", **player: Any) -> list[Json]:
    about = {"league": league, "name": "Ana Ruiz", "position": "WR", "team": "ACE", "market": "Acetown", **player}
    return [
        {"type": "new_player", "id": "31", "attributes": about},
        {"type": "league", "id": "9", "attributes": {"name": league}},
    ]


def game(home: str = "ACE", away: str = "DOV") -> Json:
    teams = {"home": {"abbreviation": home}, "away": {"abbreviation": away}}
    about = {"external_game_id": "g-1", "start_time": "2025-10-05T20:00:00.000-04:00"}
    return {"type": "game", "id": "77", "attributes": {**about, "metadata": {"game_info": {"teams": teams}}}}


def page(*projections: Any, also: list[Json] | None = None) -> Json:
    return {"data": list(projections), "included": also or included(), "meta": {"current_page": 1, "total_pages": 1}}


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), **{"league": None, **options})


@pytest.mark.parametrize(
    ("name", "period"), [("Full", "full"), ("1st Half", "1h"), ("4Q", "4q"), ("MAP 1", "full"), ("Season", "season")]
)
def test_a_duration_is_a_period_only_if_it_is_a_part_of_a_game(name: str, period: str) -> None:
    document = page(projection())
    document["data"][0]["relationships"]["duration"] = {"data": {"type": "duration", "id": "4"}}
    document["included"].append({"type": "duration", "id": "4", "attributes": {"name": name}})

    assert read_json(document).columns("period") == [(period,)]


def test_ncaab_with_a_baseball_icon_is_college_baseball() -> None:
    document = page(projection(stat_type="Hits"), also=included("NCAAB"))
    document["included"][1]["attributes"]["icon"] = "baseball"
    basketball = page(projection(), also=included("NCAAB"))

    assert read_json(document).columns("league", "stat_category") == [("COLLEGE BASEBALL", "batting")]
    assert read_json(basketball).columns("league") == [("CBB",)]


def test_a_single_projection_is_read() -> None:
    assert read_json({**page(), "data": projection()}).columns("external_id", "player_name") == [("901", "Ana Ruiz")]


def test_projections_without_a_page_are_read() -> None:
    result = read_json([projection(), *included(), projection("902")])

    assert result.columns("external_id", "player_name") == [("901", "Ana Ruiz"), ("902", "Ana Ruiz")]
    assert result.reading.notes == ["resources that are not projections skipped: 2"]


def test_players_of_type_player_are_found() -> None:
    document = page(projection())
    document["data"][0]["relationships"]["player"] = {"data": {"type": "player", "id": "31"}}
    del document["data"][0]["relationships"]["new_player"]
    document["included"][0]["type"] = "player"

    assert read_json(document).columns("player_id", "player_name") == [("31", "Ana Ruiz")]


def test_a_projection_of_2022_is_read_completely() -> None:
    result = read_json(page(projection()))
    (prop,) = result.props

    assert (prop.league, prop.season, prop.week, prop.period, prop.variant) == ("NFL", "2025", 5, "full", "standard")
    assert (prop.player_id, prop.player_name, prop.position) == ("31", "Ana Ruiz", "WR")
    assert (prop.team, prop.opponent, prop.game_id) == ("ACE", "DOV", "77")
    assert (prop.market_type, prop.stat_category, prop.line) == ("receiving_yards", "receiving", 24.5)
    assert (prop.odds, prop.under_odds, prop.platform, prop.external_id) == (None, None, "prizepicks", "901")
    assert str(prop.game_date) == "2025-10-05 17:00:00+00:00"
    assert prop.extra_metadata == {
        "market": "Acetown",
        "description": "DOV",
        "projection_type": "Single Stat",
        "status": "pre_game",
        "raw_market": "Receiving Yards",
        "season_type": "regular",
    }
    assert (result.reading.odds_format, result.reading.notes) == (None, [])


@pytest.mark.parametrize(
    "document",
    [
        page(projection()),
        [page(projection())],
        {"sport": "football", "captured_at": "2025-10-05T10:00:00Z", "data": page(projection())},
        {"data": [{"page": 1, "data": page(projection())}]},
        {"pages": [page(also=included()), page(projection(), also=[])]},
        json.dumps(page(projection())),
        {"log": {"entries": [{"response": {"content": {"text": json.dumps(page(projection()))}}}]}},
        {"note": "{see below", "body": json.dumps(page(projection()))},
    ],
)
def test_pages_are_found_in_every_wrapping(document: object) -> None:
    result = read_json(document)

    assert result.columns("player_name", "league", "line") == [("Ana Ruiz", "NFL", 24.5)]
    assert result.rejects == []


@pytest.mark.parametrize("tag", ['<body><pre style="word-wrap">', "<body>\n  ", "<body><p>"])
def test_a_prizepicks_answer_saved_by_a_browser_is_read(tag: str) -> None:
    shown = json.dumps(page(projection(), also=included(team="A&T"))).replace("&", "&amp;")
    result = read_text(f"<html><head></head>{tag}{shown}</body></html>", league=None)

    assert result.reading.format == "prizepicks"
    assert result.columns("player_name", "team", "line") == [("Ana Ruiz", "A&T", 24.5)]


def test_the_odds_type_is_the_variant() -> None:
    kinds = ("standard", "demon", "goblin", None)
    result = read_json(page(*(projection(str(place), odds_type=kind) for place, kind in enumerate(kinds))))

    assert [variant for (variant,) in result.columns("variant")] == ["standard", "demon", "goblin", "standard"]


@pytest.mark.parametrize(
    ("sent", "league", "period"),
    [
        ("NFL", "NFL", "full"),
        ("NFL1H", "NFL", "1h"),
        ("NBA1Q", "NBA", "1q"),
        ("CFB2H", "CFB", "2h"),
        ("NHL1P", "NHL", "1p"),
        ("MLBLIVE", "MLB", "live"),
        ("TENNIS LIVE", "TENNIS", "live"),
        ("R6", "R6", "full"),
        ("WORLDCUP2H", "WORLD CUP", "2h"),
        ("SPECIALS", "SPECIALS", "full"),
    ],
)
def test_leagues_that_are_periods_and_products_are_split(sent: str, league: str, period: str) -> None:
    result = read_json(page(projection(), also=included(sent)))

    assert result.columns("league", "period") == [(league, period)]
    assert result.props[0].extra_metadata.get("raw_league", league) == sent


@pytest.mark.parametrize(
    ("league", "description"),
    [("NFLSZN", "12 Games Remaining"), ("NBASZN", "NBA"), ("SOCCERSZN", "2026"), ("WORLDCUPTRNY", "DOV")],
)
def test_season_long_projections_have_no_date_and_no_week(league: str, description: str) -> None:
    (prop,) = read_json(page(projection(description=description, line_score=4100.5), also=included(league))).props

    assert (prop.period, prop.season, prop.week, prop.game_date, prop.opponent) == ("season", "2025", None, None, None)
    assert prop.extra_metadata["start_time"] == "2025-10-05T17:00:00+00:00"


def test_a_prizepicks_combo_keeps_its_names_and_has_no_opponent() -> None:
    result = read_json(
        page(
            projection(stat_type="Rush Yards (Combo)", description="DOV/ACE"),
            also=included(name="Ana Ruiz +  Bea Oyelaran", team="ACE/DOV", combo=True),
        )
    )

    assert result.columns("player_name", "team", "opponent", "market_type") == [
        ("Ana Ruiz + Bea Oyelaran", "ACE/DOV", None, "rushing_yards")
    ]
    assert result.props[0].extra_metadata["is_combo"] is True


def test_a_combo_without_the_flag_is_recognised_by_its_name() -> None:
    assert (
        read_json(page(projection(), also=included(name="Ana Ruiz + Bea Oyelaran"))).props[0].extra_metadata["is_combo"]
    )


def test_the_flash_sale_line_of_a_projection_is_the_line() -> None:
    (prop,) = read_json(page(projection(line_score=237.5, flash_sale_line_score=0.5, discount_percentage=99))).props

    assert prop.line == 0.5
    assert {
        key: prop.extra_metadata[key] for key in ("line_score", "flash_sale_line_score", "discount_percentage")
    } == {
        "line_score": 237.5,
        "flash_sale_line_score": 0.5,
        "discount_percentage": 99,
    }


@pytest.mark.parametrize(
    ("sent", "line"), [(13, 13.0), (13.5, 13.5), ("13.5", 13.5), (0, 0.0), (-0.5, -0.5), (66.6, 66.6), (4800.5, 4800.5)]
)
def test_lines_are_read_from_numbers_and_text(sent: object, line: float) -> None:
    assert read_json(page(projection(line_score=sent))).columns("line") == [(line,)]


@pytest.mark.parametrize(
    ("also", "description", "opponent"),
    [
        (game("ACE", "LA"), "LAR", "LA"),
        (game("LA", "ACE"), "LAR", "LA"),
        (game("AC", "DOV"), "DOV", "DOV"),
        (game("AC", "DOV"), "DOV MAPS 1-3", None),
        ({}, "TA&M", "TA&M"),
        ({}, "TAMUCC", "TAMUCC"),
        ({}, "WVU 2nd Half", None),
        ({}, "RD1", None),
        ({}, "R4", None),
        ({}, "MAP 1-2", None),
        ({}, "G2", "G2"),
        ({}, "Jo Quist", None),
        ({}, "ACE", None),
        ({}, None, None),
    ],
)
def test_the_opponent_is_never_guessed(also: Json, description: str | None, opponent: str | None) -> None:
    result = read_json(page(projection(description=description), also=[*included(), also]))

    assert result.columns("opponent") == [(opponent,)]


def test_an_opponent_attribute_is_the_opponent() -> None:
    sent = projection(opponent="DOV")
    del sent["attributes"]["description"]
    sent["relationships"]["new_player"] = included()[0]

    assert read_json({"projections": [sent]}).columns("player_name", "league", "opponent") == [
        ("Ana Ruiz", "NFL", "DOV")
    ]


def test_a_game_gives_its_id_its_teams_and_its_time() -> None:
    sent = projection()
    del sent["attributes"]["start_time"]
    (prop,) = read_json(page(sent, also=[*included(), game()])).props

    assert (prop.game_id, str(prop.game_date)) == ("g-1", "2025-10-06 00:00:00+00:00")
    assert (prop.extra_metadata["home_team"], prop.extra_metadata["away_team"]) == ("ACE", "DOV")


def test_start_times_with_milliseconds_are_read() -> None:
    result = read_json(page(projection(start_time="2026-04-10T17:00:00.000-04:00", game_id="Map 1")))

    assert [(str(date), game) for date, game in result.columns("game_date", "game_id")] == [
        ("2026-04-10 21:00:00+00:00", "Map 1")
    ]


def test_names_lose_only_tabs_and_surplus_spaces() -> None:
    assert read_json(page(projection(), also=included(name="Zoë  O'Dell Jr. \t"))).columns("player_name") == [
        ("Zoë O'Dell Jr.",)
    ]


@pytest.mark.parametrize(
    ("league", "market"),
    [("NBA", "blocks"), ("NHL", "blocked_shots"), ("WNBA", "blocks"), ("CURLING", "blocked_shots")],
)
def test_the_sport_decides_what_a_label_means(league: str, market: str) -> None:
    result = read_json(page(projection(stat_type="Blocked Shots"), also=included(league)))

    assert result.columns("market_type") == [(market,)]


def test_the_stat_type_resource_names_the_market() -> None:
    document = page(projection(stat_type=None))
    document["data"][0]["relationships"]["stat_type"] = {"data": {"type": "stat_type", "id": "15"}}
    document["included"].append({"type": "stat_type", "id": "15", "attributes": {"name": "Rush Yards"}})

    assert read_json(document).columns("market_type") == [("rushing_yards",)]


def test_the_wrapping_names_the_league_if_nothing_else_does() -> None:
    sent = page(projection(), also=[{"type": "new_player", "id": "31", "attributes": {"name": "Ana Ruiz"}}])

    assert read_json({"sport": "NHL", "data": sent}).columns("league") == [("NHL",)]


def test_the_id_of_a_league_names_it_if_nothing_else_does() -> None:
    sent = page(projection(), also=[{"type": "new_player", "id": "31", "attributes": {"name": "Ana Ruiz"}}])
    league = sent["data"][0]["relationships"]["league"]["data"]

    league["id"] = "35"
    assert read_json(sent).columns("league", "period") == [("NFL", "1h")]
    league["id"] = "0"
    with pytest.raises(InvalidInput, match="does not name a league"):
        read_json(sent)


def test_a_projection_without_its_player_is_rejected() -> None:
    result = read_json(page(projection(), projection("902", player="32")))

    assert result.columns("external_id") == [("901",)]
    assert [(reject.line, reject.field, reject.row["id"]) for reject in result.rejects] == [(2, "player_name", "902")]


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({"line_score": None}, "line"),
        ({"line_score": "many"}, "line"),
        ({"line_score": {}}, "line"),
        ({"line_score": 1e999}, "line"),
        ({"line_score": 10**400}, "line"),
        ({"line_score": float("nan")}, "line"),
        ({"line_score": 1_000_001}, "line"),
        ({"stat_type": None}, "market_type"),
        ({"tv_channel": "a\0b"}, "extra_metadata"),
    ],
)
def test_a_bad_projection_is_rejected_and_a_good_one_stays(attributes: Json, field: str) -> None:
    result = read_json(page(projection(**attributes), projection("902")))

    assert result.columns("external_id") == [("902",)]
    assert result.reasons == [(1, field)]


def test_a_start_time_that_cannot_be_read_costs_only_the_time() -> None:
    result = read_json(page(projection(start_time="soon")))

    assert result.columns("game_date", "season") == [(None, None)]
    assert result.props[0].extra_metadata["start_time"] == "soon"
    assert result.reading.notes == ["start times that cannot be read, kept as text in extra_metadata: 1"]


def test_resources_that_are_not_projections_are_skipped_or_rejected() -> None:
    result = read_json(page(projection(), {"type": "new_wager", "id": "1", "attributes": {}}, 7))

    assert len(result.props) == 1
    assert result.reasons == [(3, "projection")]
    assert result.reading.notes == ["resources that are not projections skipped: 1"]


def test_a_page_without_projections_is_not_an_error() -> None:
    result = read_json({"data": [], "included": [], "links": {}})

    assert (result.props, result.rejects) == ([], [])


def test_json_without_projections_is_refused() -> None:
    with pytest.raises(InvalidInput, match="has no PrizePicks projections"):
        read_json({"error": "too many requests"}, fmt="prizepicks")
