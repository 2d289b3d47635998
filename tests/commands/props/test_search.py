"""`props search`."""

import json
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

HOSTILE = "[/b] \x1b[31mEve\u202e"


@pytest.fixture
def board(database: Database) -> Database:
    with database.session() as work:
        for platform in ("prizepicks", "fanduel"):
            new_prop(work, "José Núñez Jr.", platform=platform)
        new_prop(work, "José Núñez Jr.", platform="fanduel", market_type="interceptions", line=0.5)
        new_prop(work, "Jose Nunes", platform="underdog")
        new_prop(work, "D'Angelo Tester", league="NBA", week=None, market_type="points")
        new_prop(work, "Only Kept", snapshot_id=new_snapshot(work, "kept").id)
        new_prop(work, HOSTILE)
    return database


def found(run: Run, *args: str) -> list[dict[str, Any]]:
    result = run("props", "search", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_props_of_the_best_match_come_first(run: Run, board: Database) -> None:
    rows = found(run, "jose", "nunez")

    assert [(row["player_name"], row["market_type"], row["platform"]) for row in rows] == [
        ("José Núñez Jr.", "interceptions", "fanduel"),
        ("José Núñez Jr.", "passing_yards", "fanduel"),
        ("José Núñez Jr.", "passing_yards", "prizepicks"),
        ("Jose Nunes", "passing_yards", "underdog"),
    ]


def test_names_have_score_and_number_of_props(run: Run, board: Database) -> None:
    assert found(run, "JOSÉ NUNEZ JR", "--names") == [
        {"player_name": "José Núñez Jr.", "league": "NFL", "score": 100.0, "props": 3},
        {"player_name": "Jose Nunes", "league": "NFL", "score": 90.0, "props": 1},
    ]


def test_search_finds_a_name_with_typos(run: Run, board: Database) -> None:
    assert [row["player_name"] for row in found(run, "dangleo tester")] == ["D'Angelo Tester"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (["--platform", "underdog"], ["Jose Nunes"]),
        (["--market", "interceptions"], ["José Núñez Jr."]),
        (["--league", "nba"], []),
        (["--where", "line < 1"], ["José Núñez Jr."]),
        (["--inactive"], []),
    ],
)
def test_search_takes_filters(run: Run, board: Database, filters: list[str], names: list[str]) -> None:
    assert [row["player_name"] for row in found(run, "nunez", "--names", *filters)] == names


def test_search_looks_at_the_board_or_a_snapshot(run: Run, board: Database) -> None:
    assert found(run, "only kept") == []
    assert [row["player_name"] for row in found(run, "only kept", "--snapshot", "kept")] == ["Only Kept"]


def test_limited_search_says_how_many_props_match(run: Run, board: Database) -> None:
    result = run("props", "search", "nunez", "--limit", "2", "--fields", "platform")

    assert result.stdout == "platform\nfanduel\nfanduel\n"
    assert result.stderr == "2 of 3; --limit 0 shows all\n"


def test_search_without_a_match_is_an_empty_list(run: Run, board: Database) -> None:
    result = run("props", "search", "zz\x1bzz", "-o", "json")

    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert result.stderr == "no player has a name like 'zz\\x1bzz'\n"


def test_hostile_name_is_found_and_shown_escaped(run: Run, board: Database) -> None:
    result = run("props", "search", "31meve", "--fields", "player_name")

    assert result.stdout == "player_name\n[/b] \\x1b[31mEve\\u202e\n"


@pytest.mark.parametrize("text", ["'; DROP TABLE prop_markets; --", "%", "\\", "", "null", "a" * 10_000])
def test_any_text_can_be_searched(run: Run, board: Database, text: str) -> None:
    assert run("props", "search", text).exit_code == 0
    assert board.rows("SELECT count(*) FROM prop_markets") == [(7,)]
