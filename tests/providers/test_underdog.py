import json
from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import Result, read_text

Json = dict[str, Any]


def option(choice: str, **more: Any) -> Json:
    return {"id": f"o-{choice}", "choice": choice, "type": "OverUnderOption", "payout_multiplier": "1.0", **more}


HIGHER = option("higher", american_price="+101", decimal_price="2.01")
LOWER = option("lower", american_price="-124", decimal_price="1.81")


def line(*options: Json, stat: str = "receiving_yds", appearance: str = "a1", **more: Any) -> Json:
    return {
        "id": "l1",
        "stat_value": "24.5",
        "status": "active",
        "over_under_id": "ou1",
        "options": list(options),
        "over_under": {
            "id": "ou1",
            "title": "Ana Ruiz Receiving Yards O/U",
            "boost": None,
            "appearance_stat": {"appearance_id": appearance, "stat": stat, "display_stat": "Receiving Yards"},
        },
        **more,
    }


def answer(*lines: Any, sport: str = "NFL", match_type: str = "Game", team: str = "t-ace", **more: Any) -> Json:
    appearance = {"id": "a1", "player_id": "p1", "match_id": 5, "match_type": match_type, "team_id": team}
    player = {"id": "p1", "first_name": "Ana", "last_name": "Ruiz", "sport_id": sport, "team_id": "t-ace"}
    game = {
        "id": 5,
        "title": "ACE @ DOV",
        "home_team_id": "t-dov",
        "away_team_id": "t-ace",
        "scheduled_at": "2025-10-05T17:00:00Z",
        "season_type": "regular",
        "year": 2025,
    }
    solo = {"id": 5, "title": "Ruiz vs Quist", "scheduled_at": "2026-01-20T08:00:00Z", "type": "SoloGame"}
    return {
        "appearances": [appearance],
        "games": [game],
        "over_under_lines": list(lines),
        "players": [player],
        "solo_games": [solo],
        **more,
    }


def read_json(document: object, **options: Any) -> Result:
    return read_text(json.dumps(document), **{"league": None, **options})


def changed(table: str, **fields: Any) -> Json:
    """An answer in which the only row of a table has other fields."""
    document = answer(line(HIGHER, LOWER))
    document[table][0] |= fields
    return document


def test_a_prop_keeps_everything_that_an_underdog_line_says() -> None:
    (prop,) = read_json(answer(line(HIGHER, LOWER))).props

    assert (prop.league, prop.season, prop.week, prop.period, prop.variant) == ("NFL", "2025", 5, "full", "standard")
    assert (prop.player_id, prop.player_name, prop.team, prop.opponent) == ("p1", "Ana Ruiz", "ACE", "DOV")
    assert (prop.market_type, prop.stat_category, prop.line) == ("receiving_yards", "receiving", 24.5)
    assert (prop.odds, prop.under_odds) == (2.01, 1 + 100 / 124)
    assert (prop.platform, prop.external_id, prop.game_id) == ("underdog", "l1", "5")
    assert (str(prop.game_date), prop.is_active) == ("2025-10-05 17:00:00+00:00", True)
    assert prop.extra_metadata["over"] == {
        "id": "o-higher",
        "payout_multiplier": 1.0,
        "american_price": "+101",
        "decimal_price": "2.01",
    }
    assert prop.extra_metadata["home_team"] == "DOV"
    assert prop.extra_metadata["display_stat"] == "Receiving Yards"


def test_a_payout_multiplier_is_not_a_price() -> None:
    (prop,) = read_json(answer(line(option("higher", payout_multiplier="1.75")))).props

    assert (prop.odds, prop.under_odds) == (None, None)
    assert prop.extra_metadata["over"]["payout_multiplier"] == 1.75


@pytest.mark.parametrize(
    ("options", "odds"),
    [
        ((HIGHER,), (2.01, None)),
        ((LOWER,), (None, 1 + 100 / 124)),
        ((option("higher", american_price=None, decimal_price="1.85"), LOWER), (1.85, 1 + 100 / 124)),
        ((option("higher", decimal_price=102),), (102.0, None)),
        ((option("higher", american_price="+100"), option("lower", american_price=-100)), (2.0, 2.0)),
        ((option("higher", american_price="0", decimal_price="1.85"),), (1.85, None)),
        ((option("higher", american_price="EVEN"),), (2.0, None)),
        ((option("yes", american_price="+450"), option("no", decimal_price=1.0)), (5.5, None)),
        ((), (None, None)),
    ],
)
def test_each_option_gives_the_odds_of_its_side(options: tuple[Json, ...], odds: tuple[float | None, ...]) -> None:
    assert read_json(answer(line(*options))).columns("odds", "under_odds") == [odds]


def test_the_year_of_a_game_is_its_season_whatever_its_date() -> None:
    document = changed("games", year=2024)

    assert read_json(document).columns("season") == [("2024",)]


def test_a_season_long_line_has_no_match() -> None:
    result = read_json(answer(line(HIGHER, stat="season_passing_yds", stat_value="4100.5"), match_type="Series"))

    assert result.columns("market_type", "period", "week", "game_date", "game_id", "team") == [
        ("passing_yards", "season", None, None, None, None)
    ]


def test_a_season_product_has_no_date() -> None:
    (prop,) = read_json(answer(line(HIGHER, stat="homeruns"), sport="MLBSZN", match_type="SoloGame")).props

    assert (prop.league, prop.period, prop.market_type, prop.season, prop.game_date) == (
        "MLB",
        "season",
        "home_runs",
        "2026",
        None,
    )
    assert prop.extra_metadata["raw_league"] == "MLBSZN"


def test_games_and_solo_games_with_one_id_are_kept_apart() -> None:
    (prop,) = read_json(answer(line(HIGHER, stat="games_won"), sport="TENNIS", match_type="SoloGame")).props

    assert (str(prop.game_date), prop.team, prop.season) == ("2026-01-20 08:00:00+00:00", None, "2026")


def test_a_match_without_a_type_is_a_game() -> None:
    assert read_json(changed("appearances", match_type=None)).columns("game_id", "team") == [("5", "ACE")]


@pytest.mark.parametrize(
    ("team", "title", "teams"),
    [
        ("t-ace", "ACE @ DOV", ("ACE", "DOV")),
        ("t-dov", "ACE @ DOV", ("DOV", "ACE")),
        ("t-dov", "ACE @ DOV (Game 2)", ("DOV", "ACE")),
        ("t-ace", "Val: Ace Gaming vs. Dove Club", ("Ace Gaming", "Dove Club")),
        ("t-else", "ACE @ DOV", (None, None)),
        (None, "ACE @ DOV", (None, None)),
        ("t-ace", "Opening night", (None, None)),
    ],
)
def test_the_title_of_a_match_names_the_teams(
    team: str | None, title: str, teams: tuple[str | None, str | None]
) -> None:
    document = changed("games", title=title)
    document["appearances"][0]["team_id"] = team

    assert read_json(document).columns("team", "opponent") == [teams]


@pytest.mark.parametrize(
    ("sport", "title", "teams"),
    [
        ("FIFA", "DOV vs ACE", ("ACE", "DOV")),
        ("FIFA", "ACE @ DOV", ("ACE", "DOV")),
        ("ESPORTS", "ACE vs. DOV", ("ACE", "DOV")),
        ("NBA", "ACE@DOV", ("ACE", "DOV")),
    ],
)
def test_the_home_team_comes_first_in_soccer_titles(sport: str, title: str, teams: tuple[str, str]) -> None:
    assert read_json(changed("games", title=title, sport_id=sport)).columns("team", "opponent") == [teams]


def test_teams_of_a_lobby_name_team_and_opponent() -> None:
    document = changed("games", title="a title that says nothing")
    document["teams"] = {team: {"id": team, "abbr": team[2:].upper()} for team in ("t-ace", "t-dov")}

    assert read_json(document).columns("team", "opponent") == [("ACE", "DOV")]


def test_the_abbreviated_title_is_preferred() -> None:
    document = changed("games", title="Ace Aces at Dove Doves", abbreviated_title="ACE @ DOV")

    assert read_json(document).columns("team") == [("ACE",)]


def test_the_subheader_of_an_option_stands_in_for_a_blank_line() -> None:
    spoken = option("lower", selection_subheader="Lower 32.5 Kills on Maps 1+2")

    assert read_json(answer(line(spoken, stat_value=None))).columns("line") == [(32.5,)]


def test_lines_on_games_are_skipped_with_a_note() -> None:
    moneyline = line(HIGHER, appearance="a9")
    moneyline["over_under"]["category"] = "game_line"
    result = read_json(answer(line(HIGHER), moneyline))

    assert (len(result.props), result.rejects) == (1, [])
    assert result.reading.notes == ["lines that are not on a player skipped: 1"]


def test_a_line_on_a_team_is_skipped_even_if_its_options_name_the_team() -> None:
    moneyline = line(option("higher", selection_header="Aces"), appearance="t9")
    moneyline["over_under"]["category"] = "game_line"
    result = read_json(answer(moneyline, line(HIGHER)))

    assert (len(result.props), result.rejects) == (1, [])
    assert result.reading.notes == ["lines that are not on a player skipped: 1"]


@pytest.mark.parametrize(
    ("match_type", "match_id", "team", "day"),
    [
        ("Match", 5, "ACE", "2025-10-05"),
        (None, 5, "ACE", "2025-10-05"),
        ("Match", 6, None, "2026-01-20"),
        ("Game", 6, None, None),
        ("Match", 7, None, None),
    ],
)
def test_a_match_of_unknown_type_is_found_among_games_and_solo_games(
    match_type: str | None, match_id: int, team: str, day: str
) -> None:
    document = changed("appearances", match_type=match_type, match_id=match_id)
    document["solo_games"][0]["id"] = 6
    (prop,) = read_json(document).props

    assert (prop.team, prop.game_date and str(prop.game_date.date())) == (team, day)


def test_alternate_lines_of_one_over_under_are_several_props() -> None:
    result = read_json(
        answer(line(HIGHER, line_type="balanced"), line(HIGHER, id="l2", stat_value="39.5", line_type="alternate"))
    )

    assert result.columns("external_id", "line", "variant") == [("l1", 24.5, "standard"), ("l2", 39.5, "alternate")]


@pytest.mark.parametrize(
    ("sport", "stat", "expected"),
    [
        ("NBA", "period_1_points", ("NBA", "points", "1q")),
        ("NBA", "period_1_2_points", ("NBA", "points", "1h")),
        ("CBB", "period_1_points", ("CBB", "points", "1h")),
        ("BASKETBALL", "pts_rebs_asts", ("BASKETBALL", "points_rebounds_assists", "full")),
        ("WCBB", "period_1_points", ("WCBB", "points", "1q")),  # women play quarters
        ("NHL", "period_1_shots", ("NHL", "shots_on_goal", "1p")),
        ("PWHL", "shots", ("PWHL", "shots_on_goal", "full")),
        ("TENNIS", "period_1_games_won", ("TENNIS", "games_won", "1s")),
        ("FIFA", "shots_attempted", ("SOCCER", "shots", "full")),
        ("FIFA", "period_1_2_shots_attempted", ("SOCCER", "shots", "full")),
        ("MLBCOMBOS", "first_inning_runs_allowed", ("MLB", "total_runs_allowed", "1i")),
        ("ESPORTS", "map_1_and_2_kills", ("ESPORTS", "maps_1_2_kills", "full")),
        ("LOL", "period_1_2_fantasy_points", ("LOL", "maps_1_2_fantasy_score", "full")),
        ("NFL", "period_first_touchdown_scored", ("NFL", "first_touchdown", "full")),
    ],
)
def test_sports_and_stats_give_league_market_and_period(sport: str, stat: str, expected: tuple[str, ...]) -> None:
    assert read_json(answer(line(HIGHER, stat=stat), sport=sport)).columns("league", "market_type", "period") == [
        expected
    ]


@pytest.mark.parametrize(
    ("sport", "stat", "market", "category"),
    [
        ("MLB", "strikeouts", "strikeouts", "pitching"),
        ("NHL", "shots", "shots_on_goal", "shooting"),
        ("FIFA", "shots", "shots", "shooting"),
        ("NHL", "hits", "hits", "hockey"),
        ("MLB", "hits", "hits", "batting"),
        ("NFL", "assists", "tackle_assists", "defense"),
        ("NHL", "fantasy_points", "fantasy_score", "fantasy"),
    ],
)
def test_one_stat_means_different_markets_in_different_sports(
    sport: str, stat: str, market: str, category: str
) -> None:
    result = read_json(answer(line(HIGHER, stat=stat), sport=sport))

    assert result.columns("market_type", "stat_category") == [(market, category)]


def test_the_key_of_a_stat_names_the_market_and_not_its_label() -> None:
    document = answer(line(HIGHER, stat="runs_allowed"), sport="MLB")
    document["over_under_lines"][0]["over_under"]["appearance_stat"]["display_stat"] = "Earned Runs Allowed"

    (prop,) = read_json(document).props
    assert (prop.market_type, prop.extra_metadata["raw_market"]) == ("earned_runs_allowed", "runs_allowed")


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("", "Dota: Zed (泽)", "Dota: Zed (泽)"),
        (None, " Zed ", "Zed"),
        ("Ana", None, "Ana"),
        ("Ana ", "  Ruiz", "Ana Ruiz"),
    ],
)
def test_a_name_may_lack_its_first_or_last_part(first: str | None, last: str | None, name: str) -> None:
    assert read_json(changed("players", first_name=first, last_name=last)).columns("player_name") == [(name,)]


def test_two_players_with_one_name_stay_two() -> None:
    document = answer(line(HIGHER), line(HIGHER, id="l2", appearance="a2"))
    document["appearances"].append({**document["appearances"][0], "id": "a2", "player_id": "p2"})
    document["players"].append({**document["players"][0], "id": "p2"})

    assert read_json(document).columns("player_name", "player_id") == [("Ana Ruiz", "p1"), ("Ana Ruiz", "p2")]


def test_a_line_without_its_player_is_rejected_unless_an_option_names_the_player() -> None:
    lost = line(HIGHER, appearance="a9")
    named = line(option("higher", selection_header="Bea Oyelaran"), appearance="a9", id="l2")
    result = read_json(answer(lost, named), league="NFL")

    assert result.columns("player_name", "league") == [("Bea Oyelaran", "NFL")]
    assert result.reasons == [(1, "player_name")]


@pytest.mark.parametrize(
    ("status", "active"), [("active", True), ("suspended", True), (None, True), ("removed", False)]
)
def test_a_suspended_line_is_active_and_a_removed_one_is_not(status: str | None, active: bool) -> None:
    (prop,) = read_json(answer(line(HIGHER, status=status))).props

    assert (prop.is_active, prop.extra_metadata.get("status")) == (active, status)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"stat_value": None}, "line"),
        ({"stat_value": "high"}, "line"),
        ({"stat_value": "1e999"}, "line"),
        ({"options": [option("higher", american_price="+50")]}, "odds"),
        ({"options": [option("lower", decimal_price="much")]}, "under_odds"),
        ({"options": [option("lower", american_price={})]}, "under_odds"),
        ({"options": [option("higher", decimal_price="0.5")]}, "odds"),
        ({"over_under": {"appearance_stat": {"appearance_id": "a1"}}}, "market_type"),
    ],
)
def test_a_bad_line_is_rejected_and_a_good_one_stays(more: Json, field: str) -> None:
    result = read_json(answer(line(HIGHER, **more), line(HIGHER, id="l2")))

    assert result.columns("external_id") == [("l2",)]
    assert result.reasons == [(1, field)]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda a: [a],
        lambda a: {"captured_at": "t", "data": a},
        lambda a: {"pages": [{}, a]},
        json.dumps,
        lambda a: {"log": {"entries": [{"response": {"content": {"text": json.dumps(a)}}}]}},
    ],
)
def test_underdog_answers_are_found_in_every_wrapping(wrap: Any) -> None:
    assert read_json(wrap(answer(line(HIGHER)))).columns("external_id") == [("l1",)]


def test_an_underdog_answer_saved_by_a_browser_is_read() -> None:
    shown = json.dumps(changed("players", last_name="Ruiz & Co")).replace("&", "&amp;")
    result = read_text(f"<html><body><pre>{shown}</pre></body></html>", league=None)

    assert (result.reading.format, result.columns("player_name")) == ("underdog", [("Ana Ruiz & Co",)])


@pytest.mark.parametrize("kept", [{"over_under_line_id": "l1"}, {"over_under": {"appearance_stat": {"id": "s1"}}}])
def test_rows_that_people_made_of_lines_are_read_as_json_rows(kept: Json) -> None:
    row = {"full_name": "Ana Ruiz", "sport_id": "NBA", "stat_name": "points", "stat_value": "4.5", **kept}
    result = read_text(json.dumps([row]), league=None)

    assert (result.reading.format, result.columns("player_name", "line")) == ("json", [("Ana Ruiz", 4.5)])


def test_lines_and_tables_may_be_objects_by_id() -> None:
    document = answer(line(HIGHER))
    document |= {"over_under_lines": {"l1": document["over_under_lines"][0]}, "players": {"p1": document["players"][0]}}

    assert read_json(document).columns("external_id", "player_name") == [("l1", "Ana Ruiz")]


def test_raw_lines_are_preferred_to_rows_made_of_them() -> None:
    kept = answer(line(HIGHER, LOWER))
    kept["raw_lines"] = kept.pop("over_under_lines")
    kept = {
        name: value if name == "raw_lines" else {item["id"]: item for item in value} for name, value in kept.items()
    }
    rows = {"meta": {"calls": [["match_grouped_lines[core]", 1]]}, "legs": [{"player": "Ana Ruiz", "line": "24.5"}]}

    result = read_json(rows | kept)
    assert result.columns("external_id", "player_name", "team", "odds") == [("l1", "Ana Ruiz", "ACE", 2.01)]
    assert result.rejects == []


def test_an_answer_without_lines_is_not_an_error() -> None:
    result = read_json(answer())

    assert (result.props, result.rejects) == ([], [])


def test_json_without_underdog_lines_is_refused() -> None:
    with pytest.raises(InvalidInput, match="has no Underdog over_under_lines"):
        read_json({"error": "unauthorised"}, fmt="underdog")


def test_a_value_that_is_not_a_line_is_rejected() -> None:
    assert read_json(answer(line(HIGHER), "x")).reasons == [(2, "line")]
