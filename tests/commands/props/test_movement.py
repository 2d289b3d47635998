"""`props movement`."""

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pexpect
import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

MONDAY = datetime(2025, 9, 29, 12, tzinfo=UTC)
GAME = datetime(2025, 10, 5, 17, tzinfo=UTC)


def day(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


def stored(work: Any, line: float, since: int, until: int | None = None, **values: Any) -> None:
    """A line of the board: offered since a day, perhaps until another."""
    new_prop(
        work,
        values.pop("player_name", "José Núñez"),
        line=line,
        is_active=until is None,
        created_at=day(since),
        updated_at=day(since if until is None else until),
        **{"game_date": GAME, "game_id": "g1", "odds": 2.0, "platform": "fanduel", **values},
    )


@pytest.fixture
def history(database: Database) -> Database:
    """FanDuel moves twice on the board and once between two snapshots; PrizePicks has one line of another spelling."""
    with database.session() as work:
        stored(work, 249.5, 0, 2)
        stored(work, 251.5, 2, 3, odds=1.6)
        stored(work, 248.5, 3)
        for name, since in (("monday", 0), ("tuesday", 1)):
            snapshot = new_snapshot(work, name, created_at=day(since) + timedelta(hours=1))
            stored(work, 249.5 + since, since, snapshot_id=snapshot.id)
        stored(work, 250.5, 1, platform="prizepicks", player_name="Jose Nunez", odds=None)
        stored(work, 1.5, 1, market_type="passing_touchdowns")
        stored(work, 300.5, 1, player_name="José Núñez Jr.")
    return database


def moved(run: Run, *args: str) -> list[dict[str, Any]]:
    result = run("props", "movement", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_movement_follows_a_line_through_board_and_snapshots(run: Run, history: Database) -> None:
    rows = moved(run, "jose nunez", "passing_yards", "--platform", "FanDuel")

    assert [(row["source"], row["line"], row["change"], row["implied_change"]) for row in rows] == [
        ("board", 249.5, None, None),
        ("monday", 249.5, 0.0, 0.0),
        ("tuesday", 250.5, 1.0, 0.0),
        ("board", 251.5, 1.0, 0.125),
        ("board", 248.5, -3.0, -0.125),
    ]
    assert [row["until"] for row in rows] == ["2025-10-01T12:00:00Z", None, None, "2025-10-02T12:00:00Z", None]
    assert rows[1]["time"] == "2025-09-29T13:00:00Z"


def test_each_platform_is_a_series_of_its_own(run: Run, history: Database) -> None:
    rows = moved(run, "José Núñez", "Pass Yards")

    assert [row["platform"] for row in rows] == ["fanduel"] * 5 + ["prizepicks"]
    assert (rows[-1]["player_name"], rows[-1]["change"]) == ("Jose Nunez", None)


def test_movement_between_two_snapshots_only(run: Run, history: Database) -> None:
    rows = moved(run, "jose nunez", "player_pass_yds", "--snapshot", "tuesday", "--snapshot", "monday")

    assert [(row["source"], row["change"]) for row in rows] == [("monday", None), ("tuesday", 1.0)]


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (["--game", "g1"], 6),
        (["--where", "line > 250"], 3),
        (["--week", "5", "--league", "NFL"], 6),
        (["--where", "game_date > 2025-10-05"], 6),
    ],
)
def test_filters_choose_the_lines_of_a_movement(run: Run, history: Database, filters: list[str], number: int) -> None:
    assert len(moved(run, "jose nunez", "passing_yards", *filters)) == number


def test_another_game_is_another_series(run: Run, history: Database) -> None:
    with history.session() as work:
        stored(work, 199.5, 4, game_id="g2", game_date=GAME + timedelta(days=7))

    assert (
        moved(run, "jose nunez", "passing_yards")[-1] | {"line": 199.5, "change": None}
        == moved(run, "jose nunez", "passing_yards", "--game", "g2")[0]
    )


def test_alternate_lines_are_series_of_their_own(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "monday", created_at=day(0))
        for line, before, after in ((249.5, 1.6, 2.0), (259.5, 2.0, 4.0)):
            stored(work, line, 0, snapshot_id=snapshot.id, odds=before)
            stored(work, line, 1, odds=after)

    rows = moved(run, "jose nunez", "passing_yards")

    assert [(row["line"], row["change"], row["implied_change"]) for row in rows] == [
        (249.5, None, None),
        (249.5, 0.0, -0.125),
        (259.5, None, None),
        (259.5, 0.0, -0.25),
    ]


def test_market_label_may_name_a_period(run: Run, history: Database) -> None:
    with history.session() as work:
        stored(work, 120.5, 0, period="1h")

    assert [row["line"] for row in moved(run, "jose nunez", "1H Passing Yards")] == [120.5]


def test_unknown_player_gets_suggestions(run: Run, history: Database) -> None:
    result = run("props", "movement", "jose nunes", "passing_yards")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("error: player 'jose nunes' does not exist. Did you mean Jose Nunez or José Núñez")


def test_unknown_market_lists_the_markets_of_the_player(run: Run, history: Database) -> None:
    result = run("props", "movement", "jose nunez", "passing_yard")

    assert (result.exit_code, "Did you mean passing_yards" in result.stderr) == (3, True)
    assert "Markets: passing_touchdowns, passing_yards." in result.stderr


def test_movement_in_a_pipe_has_no_chart(run: Run, history: Database) -> None:
    result = run("props", "movement", "jose nunez", "passing_yards", "-o", "table")

    assert len(result.stdout.splitlines()) == 7
    assert "→" not in result.stdout


def test_movement_on_a_terminal_has_a_chart(history: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", history.url)
    command = ["-m", "bbprops_cli", "props", "movement", "jose nunez", "passing_yards", "--color", "never"]
    child = pexpect.spawn(sys.executable, command, dimensions=(40, 100), encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)
    screen = child.before
    child.close()

    (chart,) = (line for line in screen.splitlines() if "→" in line)
    assert re.fullmatch("fanduel 2025-10-05  [▁-█]{32}  249.5 → 248.5 [(]-1[)]", chart.strip())
