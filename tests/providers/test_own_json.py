import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.props.prop import CONTENT
from tests.providers.reading import Result, read_text

Json = dict[str, Any]

EXPORTED: Json = {
    "week": 5, "league": "NFL", "season": "2025", "player_id": None, "player_name": "Ana  Ruiz", "position": None,
    "team": "ACE", "opponent": None, "market_type": "Rec Yds", "stat_category": None, "period": "full",
    "variant": "standard", "line": 24.5, "odds": 101, "under_odds": None, "platform": "Ace Bet", "external_id": "e1",
    "game_id": None, "game_date": "2025-10-05T17:00:00.000001Z", "is_active": False,
    "extra_metadata": {"a": [1.0, None, {"b": "ß"}]},
}  # fmt: skip


def lines(*objects: Json) -> str:
    return "".join(json.dumps(item) + "\n" for item in objects)


def read_both(*objects: Json, **options: Any) -> Result:
    """Read objects as lines and as one document, which must give equal results."""
    streamed = read_text(lines(*objects), "jsonl", **{"league": None, **options})
    whole = read_text(json.dumps(objects), "json", **{"league": None, **options})
    assert (streamed.props, streamed.reasons) == (whole.props, whole.reasons)
    return streamed


def test_a_json_export_is_taken_literally() -> None:
    (prop,) = read_both(EXPORTED).props

    assert {name: getattr(prop, name) for name in CONTENT} == EXPORTED | {
        "game_date": datetime(2025, 10, 5, 17, 0, 0, 1, UTC)
    }


def test_prices_of_an_export_are_decimal_even_if_they_could_be_american() -> None:
    result = read_both(EXPORTED, {**EXPORTED, "external_id": "e2", "odds": 150, "under_odds": 1})

    assert result.columns("odds", "under_odds") == [(101.0, None), (150.0, None)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("week", 5.5),
        ("week", True),
        ("week", 54),
        ("player_name", None),
        ("player_name", 7),
        ("market_type", ""),
        ("period", None),
        ("team", ["ACE"]),
        ("line", None),
        ("line", "x"),
        ("odds", "x"),
        ("under_odds", True),
        ("game_date", "soon"),
        ("is_active", "yes"),
        ("extra_metadata", "{}"),
        ("extra_metadata", {"a": float("nan")}),
    ],
)
def test_a_value_that_its_column_cannot_take_is_rejected(name: str, value: object) -> None:
    result = read_both(EXPORTED, {**EXPORTED, "external_id": "e2", name: value})

    assert result.columns("external_id") == [("e1",)]
    assert result.reasons == [(2, name)]


@pytest.mark.parametrize("name", ["made_up", ""])
def test_a_column_that_only_a_later_row_has_is_rejected(name: str) -> None:
    assert read_both(EXPORTED, {**EXPORTED, name: 1}).reasons == [(2, "row")]


def test_a_column_that_a_later_row_lacks_is_blank() -> None:
    short = {name: EXPORTED[name] for name in EXPORTED if name not in {"week", "odds", "is_active", "extra_metadata"}}

    (_, prop) = read_both(EXPORTED, short).props
    assert (prop.week, prop.odds, prop.is_active, prop.extra_metadata) == (None, None, True, {})


def test_other_keys_are_understood_like_titles_of_a_csv_file() -> None:
    result = read_both(
        {"Player": "Ana Ruiz", "Stat Type": "Rec Yds", "Line": 24.5, "Over Odds": -110, "ranks": [1, 2]},
        {"Player": "Bea Oyelaran", "Stat Type": "Rec Yds", "Line": "30.5", "Over Odds": 120, "starts": True},
        league="NFL",
    )

    assert result.columns("player_name", "market_type", "line", "odds") == [
        ("Ana Ruiz", "receiving_yards", 24.5, 1 + 100 / 110),
        ("Bea Oyelaran", "receiving_yards", 30.5, 2.2),
    ]
    assert [prop.extra_metadata["raw"] for prop in result.props] == [{"ranks": "[1, 2]"}, {"starts": "true"}]


def test_json_rows_per_side_are_paired() -> None:
    row = {"player": "Ana", "market": "points", "line": 4.5}
    result = read_both({**row, "side": "over", "odds": 1.9}, {**row, "side": "under", "odds": 1.8}, league="NBA")

    assert result.columns("odds", "under_odds") == [(1.9, 1.8)]


def test_map_applies_to_an_export() -> None:
    result = read_both(EXPORTED, columns={"player_name": "team"}, odds_format="american")

    assert result.columns("player_name", "market_type") == [("ACE", "receiving_yards")]


def test_a_line_that_is_not_an_object_is_rejected_and_the_others_stay() -> None:
    text = (
        lines(EXPORTED) + '{"player_name": \n\n[1]\n' + "[" * 100_000 + "\n" + lines({**EXPORTED, "external_id": "e2"})
    )
    result = read_text(text, "jsonl", league=None)

    assert result.columns("external_id") == [("e1",), ("e2",)]
    assert result.reasons == [(2, "row"), (4, "row"), (5, "row")]
    assert len(result.rejects[2].row) == 200


def test_a_broken_line_among_other_keys_is_rejected_and_the_others_stay() -> None:
    good = '{"player": "Ana", "market": "points", "line": 4.5}\n'
    result = read_text(good + "{\n" + good + "7\n", "jsonl")

    assert len(result.props) == 2
    assert result.reasons == [(2, "row"), (4, "row")]


@pytest.mark.parametrize("document", ['{"props": [%s], "count": 1}', "%s", "[%s]"])
def test_an_export_is_read_in_any_wrapping(document: str) -> None:
    assert read_text(document % json.dumps(EXPORTED), "json").columns("external_id") == [("e1",)]


ROW: Json = {"player": "Ana", "market": "points", "line": 4.5}
BEA: Json = {**ROW, "player": "Bea"}
MGM: Json = {"player": "Bea", "platform": "betmgm"}


@pytest.mark.parametrize(
    "document",
    [
        {"data": {"props": [ROW, BEA]}, "books": ["a", "b"]},
        {"books": [{"name": "Ace Bet"}], "props": [ROW, BEA]},
        {"1": ROW, "2": BEA},
        {"Ana": [ROW], "Bea": [BEA]},
        {"points": {"over": [ROW], "under": [BEA]}},
        {name: {"0": ROW[name], "1": BEA[name]} for name in ROW},
        {name: [ROW[name], BEA[name]] for name in ROW},
        [{"name": row["player"], "stat_type": "Points", "line_score": 4.5} for row in (ROW, BEA)],
    ],
)
def test_rows_are_found_anywhere_in_a_document(document: object) -> None:
    result = read_text(json.dumps(document))

    assert result.columns("player_name", "market_type", "line") == [("Ana", "points", 4.5), ("Bea", "points", 4.5)]
    assert result.rejects == []


@pytest.mark.parametrize(
    "game",
    [
        {"id": "g1", "commence_time": "2025-10-23T02:10:00Z", "home_team": "Hawks", "props": [ROW, BEA]},
        {"game_pk": "g1", "commence_time": "2025-10-23T02:10:00Z", "home_team": "Hawks", "day": {"x": [ROW, BEA]}},
        {"id": "g1", "home_team": "Hawks", "players": [{"date": "2025-10-23T02:10:00Z", **row} for row in (ROW, BEA)]},
    ],
)
def test_rows_take_missing_fields_from_the_objects_around_them(game: Json) -> None:
    result = read_text(json.dumps({"id": "report", "sport": "basketball_nba", "games": [game]}), league=None)

    assert result.columns("player_name", "league", "game_id") == [("Ana", "NBA", "g1"), ("Bea", "NBA", "g1")]
    assert [prop.extra_metadata["home_team"] for prop in result.props] == ["Hawks", "Hawks"]
    assert {prop.game_date for prop in result.props} == {datetime(2025, 10, 23, 2, 10, tzinfo=UTC)}


@pytest.mark.parametrize("key", ["stats", "props", "lines"])
def test_players_with_a_list_of_lines_give_a_prop_for_each_line(key: str) -> None:
    line = {"stat_type": "Points", "line_value": 4.5}
    players = [
        {"player": "Ana", "team": "ACE", key: [line, {**line, "stat_type": "Rebounds"}]},
        {"player": "Bea", "team": "OWL", key: [{**line, "team": "CUB"}]},
    ]

    assert read_text(json.dumps(players)).columns("player_name", "team", "market_type", "line") == [
        ("Ana", "ACE", "points", 4.5),
        ("Ana", "ACE", "rebounds", 4.5),
        ("Bea", "CUB", "points", 4.5),
    ]


def test_rows_under_a_league_take_it_as_their_league() -> None:
    document = {"NBA": [ROW], "NHL": {"today": [BEA, {**BEA, "player": "Cy", "league": "NBA"}]}}

    assert read_text(json.dumps(document), league=None).columns("player_name", "league") == [
        ("Ana", "NBA"),
        ("Bea", "NHL"),
        ("Cy", "NBA"),
    ]


def test_the_type_of_a_document_is_not_a_market() -> None:
    with pytest.raises(InvalidInput, match="no column for market"):
        read_text(json.dumps({"type": "projections", "props": [{"player": "Ana", "line": 4.5}]}))


@pytest.mark.parametrize(
    "document",
    [
        {"FanDuel": [ROW], "MGM": [BEA]},
        {"points": {"fanduel": [{"player": "Ana", "line": 4.5}], "betmgm": [{"player": "Bea", "line": 4.5}]}},
        {
            "dk": {
                "player_points": [{"player": "Ana", "line": 4, "platform": "fanduel"}],
                "points": [{**MGM, "line": 4}],
            }
        },
    ],
)
def test_rows_under_a_platform_or_market_take_it(document: Json) -> None:
    assert read_text(json.dumps(document)).columns("player_name", "platform", "market_type") == [
        ("Ana", "fanduel", "points"),
        ("Bea", "betmgm", "points"),
    ]


@pytest.mark.parametrize("key", ["rebounds", "player_rebounds_alternate", "Rebs 1H"])
def test_rows_under_any_spelling_of_a_market_take_it(key: str) -> None:
    (prop,) = read_text(json.dumps({"NBA": {key: [{"player": "Ana", "line": 4.5}]}})).props

    assert prop.market_type == "rebounds"


def test_columns_of_unequal_length_are_not_rows() -> None:
    document = {"player": ["Ana", "Bea"], "market": ["Points"], "line": [4]}

    assert read_text(json.dumps(document), "json").reasons == [(1, "line")]


def test_objects_inside_a_row_are_columns_with_a_longer_name() -> None:
    result = read_both(
        {"player": {"name": "Ana", "id": 7}, "team": {"name": "Hawks"}, "stat": {"type": {"name": "Pts"}}, "line": 4},
        {"player": None, "line": 5},
        league="NBA",
        columns={"market_type": "stat.type.name", "team": "team.name"},
    )

    assert result.columns("player_name", "market_type", "team", "player_id") == [("Ana", "points", "Hawks", "7")]
    assert result.reasons == [(2, "player_name")]


@pytest.mark.parametrize("holder", ["odds", "books"])
def test_prices_by_sportsbook_give_a_prop_for_each(holder: str) -> None:
    row = {"player": "Ana", "market": "points", holder: {"FanDuel": {"line": 4.5, "over": -110, "under": -120}}}

    assert read_text(json.dumps([row])).columns("platform", "line", "odds", "under_odds") == [
        ("fanduel", 4.5, 1 + 100 / 110, 1 + 100 / 120)
    ]


def test_rows_that_r_makes_of_the_odds_api_are_paired() -> None:
    about = {"sport_key": "basketball_nba", "commence_time": "2025-10-23T02:10:00Z", "market_key": "player_points"}
    rows = [
        {**about, "outcomes_name": side, "outcomes_description": "Ana", "outcomes_price": price, "outcomes_point": 4.5}
        for side, price in (("Over", -110), ("Under", -120))
    ]

    assert read_text(json.dumps(rows)).columns("player_name", "line", "odds", "under_odds") == [
        ("Ana", 4.5, 1 + 100 / 110, 1 + 100 / 120)
    ]


def test_values_that_are_not_objects_are_rejected() -> None:
    result = read_text(json.dumps([EXPORTED, 7, None]), "json")

    assert (len(result.props), result.reasons) == (1, [(2, "row"), (3, "row")])


@pytest.mark.parametrize("text", ["7", '"player"', "null"])
def test_json_without_objects_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="neither a list nor an object"):
        read_text(text, "json")


def test_an_empty_list_is_not_an_error() -> None:
    assert read_text("[]", "json").props == []


def test_a_line_beyond_the_limit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a line of more than"):
        read_text('{"player_name": "' + "a" * (1 << 20) + '"}', "jsonl")


def test_objects_without_a_player_are_refused() -> None:
    with pytest.raises(InvalidInput, match="has no column for player, market"):
        read_text('{"line": 4.5}', "jsonl")


PROJECTION = {
    "type": "projection",
    "id": "901",
    "attributes.line_score": 24.5,
    "attributes.stat_type": "Points",
    "attributes.odds_type": "demon",
    "attributes.league": "NBA",
    "attributes.name": "Ana Ruiz",
}


@pytest.mark.parametrize(
    "document",
    [
        [PROJECTION, PROJECTION | {"id": "902"}],
        {key: {"0": cell, "1": cell} for key, cell in PROJECTION.items()} | {"id": {"0": "901", "1": "902"}},
    ],
)
def test_flattened_projections_are_read_by_row_and_by_column(document: Any) -> None:
    result = read_text(json.dumps(document), league=None)

    assert result.reading.format == "json"
    assert result.columns("external_id", "player_name", "league", "variant", "line") == [
        ("901", "Ana Ruiz", "NBA", "demon", 24.5),
        ("902", "Ana Ruiz", "NBA", "demon", 24.5),
    ]


def test_a_flattened_projection_is_read_from_a_line() -> None:
    result = read_text(json.dumps(PROJECTION) + "\n", league=None)

    assert (result.reading.format, result.columns("external_id", "line")) == ("jsonl", [("901", 24.5)])


PROP: Json = {"player": "Ana Ruiz", "market": "Pass Yds", "line": 250.5, "over": -110}


@pytest.mark.parametrize(
    "root",
    [
        {"leagueID": "NFL"},
        {"league": {"name": "NFL"}},
        {"sport": {"id": 2, "key": "americanfootball_nfl"}},
        {"league": "NFL"},
    ],
)
def test_the_league_of_a_document_is_read_from_its_root(root: Json) -> None:
    result = read_text(json.dumps(root | {"props": [PROP]}), league=None)

    assert result.columns("league", "market_type") == [("NFL", "passing_yards")]


def test_a_league_id_that_is_a_number_is_not_a_league() -> None:
    assert read_text(json.dumps({"leagueID": "4", "props": [PROP]}), league="CFL").columns("league") == [("CFL",)]


@pytest.mark.parametrize(
    "text", ['{"props":[]}', '{"date": "2025-10-05", "count": 0, "props": []}', '{"lines": [], "n": 0}']
)
def test_an_object_with_an_empty_list_has_no_props_and_is_not_an_error(text: str) -> None:
    result = read_text(text)

    assert (result.props, result.rejects, result.reading.format) == ([], [], "json")


@pytest.mark.parametrize(
    "reference",
    [
        {"type": "new_player", "name": "Ana Ruiz", "market": "Los Palos"},
        {"type": "new_player", "attributes": {"name": "Ana Ruiz"}},
        {"player": "Ana Ruiz"},
    ],
)
def test_only_objects_with_a_line_are_rows_where_others_describe_players(reference: Json) -> None:
    document = {"data": [PROP], "included": [reference, reference]}

    result = read_text(json.dumps(document))

    assert (result.columns("player_name", "line"), result.rejects) == ([("Ana Ruiz", 250.5)], [])


def test_a_row_without_a_line_among_rows_with_one_is_rejected() -> None:
    result = read_text(json.dumps({"data": [PROP, {"player": "Bea Oye", "market": "Points"}]}))

    assert (len(result.props), result.reasons) == (1, [(2, "line")])


def test_prices_are_taken_from_where_prices_are() -> None:
    row = {
        "player": "Ana Ruiz", "market": "Pass Yds", "market_line": 250.5,
        "threshold_operators": {"over": ">", "under": "<"},
        "probability": {"over": {"american_odds": -110, "p": 0.52}, "under": {"american_odds": 105}},
    }  # fmt: skip

    assert read_text(json.dumps([row])).columns("line", "odds", "under_odds") == [(250.5, 1 + 100 / 110, 2.05)]


def test_markets_of_players_in_games_are_rows_with_the_values_of_player_and_game() -> None:
    game = {
        "id": "g1", "name": "Aces @ Doves", "date": "2025-09-07",
        "players": [
            {"name": "Ana Ruiz", "position": "QB", "team": "ACE", "props": [
                {"propType": "Passing Yards", "lines": [
                    {"line": 275.5, "overOdds": -120, "underOdds": -110},
                    {"line": 299.5, "overOdds": 150, "underOdds": -190},
                ]},
                {"propType": "Passing Touchdowns", "line": 2.5, "overOdds": 125, "underOdds": -155},
            ]},
        ],
    }  # fmt: skip
    result = read_text(json.dumps([game]), league="NFL")

    assert result.columns("player_name", "team", "game_id", "market_type", "line", "odds") == [
        ("Ana Ruiz", "ACE", "g1", "passing_yards", 275.5, 1 + 100 / 120),
        ("Ana Ruiz", "ACE", "g1", "passing_yards", 299.5, 2.5),
        ("Ana Ruiz", "ACE", "g1", "passing_touchdowns", 2.5, 2.25),
    ]


def test_a_list_of_earlier_lines_is_not_a_list_of_lines() -> None:
    row = {"player": "Ana Ruiz", "stat": "Points", "line": 20.5, "history": [{"line": 19.5}, {"line": 18.5}]}

    assert read_text(json.dumps([row])).columns("line") == [(20.5,)]


@pytest.mark.parametrize("name", ["Aces @ Doves", "Aces vs. Doves", "DraftKings"])
def test_the_name_of_a_game_or_a_platform_is_not_a_player(name: str) -> None:
    markets = [{"name": name, "markets": [{"market": "Points", "line": 20.5}]}]

    with pytest.raises(InvalidInput, match="no column for"):
        read_text(json.dumps(markets))


def test_json_with_market_and_line_but_no_player_names_its_keys() -> None:
    with pytest.raises(InvalidInput, match="has no column for player; its columns are playerId, market, line"):
        read_text('[{"playerId": "ana-ruiz", "market": "PTS", "line": 25.5}]')


def test_outcomes_with_lines_of_a_competitor_are_rows() -> None:
    market = {
        "competitorName": "Ana Ruiz", "teamName": "Aces", "marketName": "hits",
        "outcomes": [{"line": 1.5, "over": 2.1, "under": 1.7}, {"line": 2.5, "over": 4.1, "under": 1.2}],
    }  # fmt: skip
    result = read_text(json.dumps({"markets": {"playerProps": [market]}}), league="MLB")

    assert result.columns("player_name", "team", "market_type", "line", "odds", "under_odds") == [
        ("Ana Ruiz", "Aces", "hits", 1.5, 2.1, 1.7),
        ("Ana Ruiz", "Aces", "hits", 2.5, 4.1, 1.2),
    ]
