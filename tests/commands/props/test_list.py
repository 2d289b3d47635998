"""`props list`."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot


@pytest.fixture
def board(database: Database) -> Database:
    """Two seasons of NFL, one night of NBA, a prop that is no longer offered, and a snapshot."""
    with database.session() as work:
        new_prop(work, "Ada Example", line=249.5, odds=1.91, external_id="a")
        new_prop(work, "Bo Sample", line=55.5, market_type="rushing_yards", platform="fanduel", external_id="b")
        new_prop(work, "Cy Test", line=70.5, market_type="receiving_yards", week=6, external_id="c")
        new_prop(work, "Old Timer", season="2024", external_id="d")
        new_prop(work, "Gone Player", is_active=False, external_id="e")
        new_prop(work, "Ned Net", league="NBA", week=None, market_type="points", line=22.5, external_id="f")
        kept = new_snapshot(work, "kept")
        new_prop(work, "Kept Player", snapshot_id=kept.id, external_id="g")
    return database


@pytest.fixture
def names(run: Run, board: Database) -> Any:
    def listed(*args: str) -> list[str]:
        result = run("props", "list", *args, "-o", "json")
        assert result.exit_code == 0, result.stderr
        return [row["player_name"] for row in json.loads(result.stdout)]

    return listed


def test_list_shows_active_props_without_a_snapshot(names: Any) -> None:
    assert names() == ["Ada Example", "Bo Sample", "Cy Test", "Ned Net", "Old Timer"]


def test_week_and_league_mean_the_newest_season_on_the_board(run: Run, board: Database) -> None:
    result = run("props", "list", "--week", "5", "--league", "nfl", "--fields", "player_name")

    assert result.stdout == "player_name\nAda Example\nBo Sample\n"
    assert result.stderr == "season 2025; the board also has older seasons, --season shows them\n"


def test_given_season_is_listed(names: Any) -> None:
    assert names("--week", "5", "--league", "NFL", "--season", "2024-25") == ["Old Timer"]


def test_week_without_a_league_takes_the_newest_season_of_all(run: Run, board: Database) -> None:
    result = run("props", "list", "--week", "5", "--fields", "player_name")

    assert result.stdout == "player_name\nAda Example\nBo Sample\n"
    assert "season 2025" in result.stderr


def test_board_of_one_season_gets_no_note(run: Run, database: Database) -> None:
    with database.session() as work:
        new_prop(work)

    assert run("props", "list", "--week", "5", "--league", "NFL").stderr == ""


def test_inactive_and_all_list_no_props_of_snapshots(names: Any) -> None:
    assert names("--inactive") == ["Gone Player"]
    assert "Gone Player" in names("--all")
    assert "Kept Player" not in names("--all")


def test_inactive_and_all_exclude_each_other(run_here: Run) -> None:
    assert run_here("props", "list", "--inactive", "--all").exit_code == 2


def test_list_of_a_snapshot(names: Any) -> None:
    assert names("--snapshot", "kept") == ["Kept Player"]
    assert names("--snapshot", "kept", "--inactive") == []


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--platform", "FanDuel", ["Bo Sample"]),
        ("--market", "points", ["Ned Net"]),
        ("--player", "sam", ["Bo Sample"]),
        ("--player", "%", []),
        ("--league", "nba", ["Ned Net"]),
        ("--where", "line between 50 and 80", ["Bo Sample", "Cy Test"]),
        ("--sort", "-line,player_name", ["Ada Example", "Old Timer", "Cy Test", "Bo Sample", "Ned Net"]),
    ],
)
def test_option_picks_and_orders_the_props_of_a_list(names: Any, option: str, value: str, expected: list[str]) -> None:
    assert names(option, value) == expected


def test_several_leagues_are_alternatives(names: Any) -> None:
    assert names("--league", "NFL", "--league", "NBA", "--where", "week is null or week = 6") == ["Cy Test", "Ned Net"]


def test_pages_make_up_the_whole_list(run: Run, board: Database) -> None:
    found, token = [], ""
    for _ in range(5):
        result = run("props", "list", "--limit", "2", "-o", "jsonl", *(["--after", token] if token else []))
        found += [json.loads(line)["player_name"] for line in result.stdout.splitlines()]
        if not result.stderr:
            break
        token = result.stderr.split()[-1]

    assert found == ["Ada Example", "Bo Sample", "Cy Test", "Ned Net", "Old Timer"]


def test_after_without_limit_is_a_usage_error(run: Run, board: Database) -> None:
    result = run("props", "list", "--after", "abc")

    assert (result.exit_code, result.stderr) == (2, "error: --after requires the --limit of the previous page.\n")


def test_empty_list_is_an_empty_json_array(run: Run) -> None:
    assert run("props", "list", "-o", "json").stdout == "[]\n"


def test_unknown_league_or_platform_gets_a_suggestion_for_an_empty_list(run: Run, board: Database) -> None:
    result = run("props", "list", "--league", "nffl", "--platform", "prizepick", "--market", "receptions", "-o", "json")

    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert result.stderr.splitlines()[-2:] == [
        "NFFL is not a known league. Did you mean NFL?",
        "prizepick is not a known platform. Did you mean prizepicks?",
    ]


def test_fields_help_lists_columns_without_a_database(run_here: Run) -> None:
    result = run_here("props", "list", "--fields", "help", "-o", "json")

    assert {"name": "line", "kind": "float", "help": "The number to go over or under"} in json.loads(result.stdout)


@pytest.mark.parametrize(("style", "expected"), [("american", "-110"), ("implied", "0.5236"), ("decimal", "1.91")])
def test_odds_option_converts_odds(run: Run, board: Database, style: str, expected: str) -> None:
    result = run("props", "list", "--player", "Ada", "--fields", "odds", "--odds", style)

    assert result.stdout == f"odds\n{expected}\n"


@pytest.mark.parametrize("where", ["odds > -120", "odds >= -110 and odds < +110", "odds between -120 and 1.95"])
def test_where_compares_signed_prices_as_american_odds(run: Run, database: Database, where: str) -> None:
    with database.session() as work:
        for name, price in (("Ada", 1 + 100 / 130), ("Bea", 1 + 100 / 110), ("Cy", None)):
            new_prop(work, name, odds=price)

    result = run("props", "list", "--where", where, "--fields", "player_name", "--odds", "american")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "player_name\nBea\n", "")


def test_a_large_price_without_a_sign_is_decimal_and_a_note_asks(run: Run, board: Database) -> None:
    result = run("props", "list", "--where", "odds < 120 and line > 31", "--fields", "player_name", "--limit", "1")

    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == ("120 was compared as decimal odds; for American odds write +120 or -120")


def test_dates_in_where_are_in_the_zone_of_tz(run: Run, database: Database) -> None:
    with database.session() as work:
        new_prop(work, game_date=datetime(2025, 10, 6, 0, 20, tzinfo=UTC))
    where = ["props", "list", "--where", "game_date < 2025-10-06", "--fields", "game_date"]

    assert run(*where).stdout == "game_date\n"
    assert run(*where, "--tz", "America/New_York").stdout == "game_date\n2025-10-05T20:20:00-04:00\n"
