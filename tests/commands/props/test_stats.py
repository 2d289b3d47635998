"""`props stats`."""

import json
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot


@pytest.fixture
def board(database: Database) -> Database:
    with database.session() as work:
        new_prop(work, "Ada Example", line=249.5, odds=2.0, under_odds=None, platform="fanduel", week=5)
        new_prop(work, "ADA EXAMPLE", line=255.5, odds=1.6, under_odds=None, platform="prizepicks", week=5)
        new_prop(work, "Bo Sample", line=201.5, odds=None, under_odds=None, platform="prizepicks", week=6)
        new_prop(work, "Cy Test", line=22.5, market_type="points", league="NBA", season="2024", week=None)
        new_prop(work, "Gone Player", line=1.5, is_active=False)
        new_prop(work, "Kept Player", line=7.5, snapshot_id=new_snapshot(work, "kept").id)
    return database


def figures(run: Run, *args: str) -> list[dict[str, Any]]:
    result = run("props", "stats", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_stats_by_market_is_the_default(run: Run, board: Database) -> None:
    yards, points = figures(run)

    assert (points["market_type"], points["props"]) == ("points", 1)
    assert yards == {
        "market_type": "passing_yards",
        "props": 3,
        "players": 2,
        "line_min": 201.5,
        "line_median": 249.5,
        "line_mean": 235.5,
        "line_max": 255.5,
        "implied": 0.5625,
        "under_implied": None,
    }


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--by", "league"], [("NBA", 1), ("NFL", 3)]),
        (["--by", "week"], [(5, 2), (6, 1), (None, 1)]),
        (["--by", "week", "--sort", "-props,-week"], [(5, 2), (6, 1), (None, 1)]),
        (["--by", "platform", "--league", "nfl"], [("fanduel", 1), ("prizepicks", 2)]),
        (["--by", "platform", "--week", "5", "--season", "2025"], [("fanduel", 1), ("prizepicks", 1)]),
        (["--by", "player", "--where", "line > 250"], [("ADA EXAMPLE", 1)]),
        (["--by", "player", "--inactive"], [("Gone Player", 1)]),
        (["--by", "player", "--snapshot", "kept"], [("Kept Player", 1)]),
        (["--by", "season", "--all"], [("2024", 1), ("2025", 4)]),
        (["--by", "player", "--player", "nobody"], []),
    ],
)
def test_stats_by_group_and_filter(run: Run, board: Database, args: list[str], expected: list[Any]) -> None:
    assert [(next(iter(row.values())), row["props"]) for row in figures(run, *args)] == expected


def test_unknown_group_column_gets_a_suggestion(run: Run, board: Database) -> None:
    result = run("props", "stats", "--by", "markettype")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean market_type?" in result.stderr
