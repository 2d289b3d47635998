"""`props update`, `deactivate` and `delete`."""

import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pexpect
import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

LONG_AGO = datetime(2025, 9, 1, tzinfo=UTC)


@pytest.fixture
def board(database: Database) -> Database:
    """Yesterday's and tomorrow's game, a prop without a date, history, and a snapshot."""
    now = datetime.now(UTC)
    old = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    with database.session() as work:
        new_prop(work, "Ada Example", platform="fanduel", game_date=now - timedelta(days=1), team="BUF", **old)
        new_prop(work, "Bo Sample", platform="prizepicks", game_date=now + timedelta(days=1), **old)
        new_prop(work, "Cy Test", league="NBA", week=None, **old)
        new_prop(work, "Gone Player", is_active=False, game_date=now - timedelta(days=1), **old)
        kept = new_snapshot(work, "kept")
        for player in ("Ada Example", "Kept Player"):
            new_prop(work, player, snapshot_id=kept.id, game_date=now - timedelta(days=1), **old)
    return database


def names(database: Database, condition: str) -> list[str]:
    return [name for (name,) in database.rows(f"SELECT player_name FROM prop_markets WHERE {condition} ORDER BY 1")]


BOARD = "snapshot_id IS NULL AND is_active"
HISTORY = "snapshot_id IS NULL AND NOT is_active"
CHANGED = "updated_at > '2025-10-01'"


def identifier(database: Database, condition: str) -> str:
    return str(database.rows(f"SELECT id FROM prop_markets WHERE {condition}")[0][0])


def production(database: Database) -> None:
    database.rows("DELETE FROM bbprops_meta WHERE key = 'environment'")
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'production')")


def development(database: Database) -> None:
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'development')")


@pytest.fixture(autouse=True)
def playground(database: Database) -> None:
    development(database)


def test_one_prop_is_corrected(run: Run, board: Database) -> None:
    prop = identifier(board, f"{BOARD} AND player_name = 'Ada Example'")

    result = run("props", "update", prop[-6:], "--line", "-3.5", "--odds", "+150", "--set", "team=", "--set", "week=6")

    said = f"corrected {prop[-6:]}: week 5 → 6, team BUF → nothing, line 249.5 → -3.5, odds 1.91 → 2.5\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", said)
    assert board.rows(f"SELECT line, odds, under_odds, team, week FROM prop_markets WHERE {CHANGED}") == [
        (-3.5, 2.5, 1.91, None, 6)
    ]


def test_an_american_price_needs_its_sign(run: Run, board: Database) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    run("props", "update", prop, "--odds", "-200", "--under-odds", "110")

    assert board.rows("SELECT odds, under_odds FROM prop_markets WHERE player_name = 'Bo Sample'") == [(1.5, 110.0)]


def test_what_is_so_already_is_left_alone(run: Run, board: Database) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "update", prop, "--line", "249.5", "--set", "league=nfl")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: it says so already\n")
    assert run("props", "update", prop, "--line", "249.5", "--cron").stderr == ""
    assert names(board, CHANGED) == []


def test_a_correction_can_be_tried(run: Run, board: Database) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "update", prop, "--line", "1", "--dry-run")

    assert result.stderr == f"would have corrected {prop[-6:]}: line 249.5 → 1\n"
    assert names(board, "line <> 249.5") == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ([], 2, "Nothing says what to correct"),
        (["--set", "line"], 2, "is not COLUMN=VALUE"),
        (["--set", "id=1"], 2, "column 'id' cannot be corrected"),
        (["--line", "x"], 2, "'x' is not a number"),
        (["--line", "1e7"], 5, "not within"),
        (["--odds", "1"], 5, "not a decimal price"),
        (["--player-name", ""], 5, "player_name is missing"),
    ],
)
def test_a_bad_correction_changes_nothing(run: Run, board: Database, args: list[str], code: int, said: str) -> None:
    result = run("props", "update", identifier(board, "player_name = 'Bo Sample'"), *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert names(board, CHANGED) == []


def test_a_correction_may_not_make_two_props_one(run: Run, board: Database) -> None:
    ((other,),) = board.rows(f"SELECT external_id FROM prop_markets WHERE {BOARD} AND player_name = 'Ada Example'")
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "update", prop, "--set", "platform=fanduel", "--set", f"external_id={other}")

    assert result.exit_code == 5
    assert "exists already" in result.stderr


def test_games_that_are_over_leave_the_board(run: Run, board: Database) -> None:
    result = run("props", "deactivate", "--ended-before", "6h", "--yes")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "deactivated 1 prop\n")
    assert names(board, HISTORY) == ["Ada Example", "Gone Player"]
    assert names(board, CHANGED) == ["Ada Example"]
    assert names(board, "snapshot_id IS NOT NULL AND is_active") == ["Ada Example", "Kept Player"]


@pytest.mark.parametrize(
    ("args", "gone"),
    [
        (["--ended-before", "2d"], []),
        (["--ended-before", "2100-01-01"], ["Ada Example", "Bo Sample"]),
        (["--league", "nba"], ["Cy Test"]),
        (["--platform", "fanduel"], ["Ada Example"]),
        (["--week", "5"], ["Ada Example", "Bo Sample"]),
        (["--player", "sample", "--ended-before", "6h"], []),
        (["--where", "game_date > -2d"], ["Ada Example", "Bo Sample"]),
    ],
)
def test_filters_choose_what_leaves(run: Run, board: Database, args: list[str], gone: list[str]) -> None:
    assert run("props", "deactivate", *args, "--yes").exit_code == 0
    assert names(board, f"{HISTORY} AND player_name <> 'Gone Player'") == gone


def test_the_whole_board_stays(run: Run, board: Database) -> None:
    result = run("props", "deactivate", "--yes")

    assert (result.exit_code, names(board, HISTORY)) == (2, ["Gone Player"])
    assert "whole board" in result.stderr


def test_cron_hears_of_changes_only(run: Run, board: Database) -> None:
    daily = ["props", "deactivate", "--ended-before", "6h", "--cron", "--yes"]

    assert run(*daily).stderr == "deactivated 1 prop\n"
    assert run(*daily).stderr == ""


def test_nobody_to_ask_is_a_no(run: Run, board: Database) -> None:
    result = run("props", "deactivate", "--platform", "fanduel")

    assert (result.exit_code, names(board, HISTORY)) == (8, ["Gone Player"])
    assert (
        result.stderr == "error: Deactivate 1 prop? Confirmation required, but stdin is not a terminal; pass --yes.\n"
    )


def test_production_wants_its_name(run: Run, board: Database) -> None:
    production(board)
    name = board.name.rpartition("/")[2]

    result = run("props", "deactivate", "--platform", "fanduel", "--yes")

    assert (result.exit_code, names(board, HISTORY)) == (8, ["Gone Player"])
    assert f"--confirm '{name}'" in result.stderr
    assert run("props", "deactivate", "--platform", "fanduel", "--confirm", name).exit_code == 0


def test_much_wants_the_name(run: Run, board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbprops_cli.commands.shared.confirmation.LARGE", 1)

    assert run("props", "delete", "--week", "5", "--yes").exit_code == 8
    assert names(board, BOARD) == ["Ada Example", "Bo Sample", "Cy Test"]


def test_a_dry_run_asks_nothing_and_keeps_all(run: Run, board: Database) -> None:
    deactivated = run("props", "deactivate", "--week", "5", "--dry-run")
    deleted = run("props", "delete", "--snapshot", "kept", "--dry-run")

    assert deactivated.stderr == "would have deactivated 2 props\n"
    assert deleted.stderr == "would have deleted 2 props\n"
    assert len(names(board, "is_active")) == 5


def test_props_are_deleted_by_their_ids(run: Run, board: Database) -> None:
    chosen = [identifier(board, f"player_name = '{name}'") for name in ("Kept Player", "Gone Player")]

    result = run("props", "delete", *(prop[-8:] for prop in chosen), "--yes")

    assert (result.exit_code, result.stderr) == (0, "deleted 2 props\n")
    assert names(board, "player_name IN ('Kept Player', 'Gone Player')") == []


@pytest.mark.parametrize(
    ("args", "left"),
    [
        (["--platform", "fanduel"], 5),
        (["--snapshot", "kept"], 4),
        (["--snapshot", "kept", "--player", "ada"], 5),
        (["--inactive", "--week", "5"], 5),
        (["--all", "--week", "5"], 3),
        (["--where", "player_name like '%player%'"], 6),
    ],
)
def test_filters_choose_what_is_deleted(run: Run, board: Database, args: list[str], left: int) -> None:
    assert run("props", "delete", *args, "--yes").exit_code == 0
    assert len(names(board, "true")) == left


@pytest.mark.parametrize("args", [[], ["--inactive"], ["--all"], ["{id}", "--week", "5"], ["{id}", "--inactive"]])
def test_too_little_or_too_much_is_refused(run: Run, board: Database, args: list[str]) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "delete", *(arg.format(id=prop) for arg in args), "--yes")

    assert (result.exit_code, len(names(board, "true"))) == (2, 6)


def test_nothing_found_is_nothing_to_do(run: Run, board: Database) -> None:
    assert run("props", "delete", "--week", "40").stderr.endswith("nothing to do: no prop fits\n")
    assert run("props", "delete", "ffffffff").exit_code == 3


def test_what_came_meanwhile_is_not_deleted_unasked(run: Run, board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: Any, **__: Any) -> None:
        with board.session() as work:
            new_prop(work, "New Arrival")

    monkeypatch.setattr("bbprops_cli.commands.shared.confirmation.ask", ask)

    result = run("props", "delete", "--league", "NFL")

    assert (result.exit_code, len(names(board, "true"))) == (5, 7)
    assert "changed meanwhile" in result.stderr


def test_the_question_shows_what_would_go(board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", board.url)
    command = ["-m", "bbprops_cli", "props", "delete", "--week", "5"]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=30)
    child.expect("Delete 2 props.*N. ")
    shown = child.before
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()

    assert re.search(r"\(development\)\s+prop_markets: 2 rows\s+fanduel: 1\s+prizepicks: 1", shown)
    assert (child.exitstatus, len(names(board, "true"))) == (8, 6)


@pytest.mark.parametrize(
    "args",
    [
        ["deactivate", "--player", "'; DROP TABLE prop_markets; --"],
        ["deactivate", "--team", "\x1b[31m"],
        ["delete", "--where", "player_name = '[/b]'"],
        ["delete", "--platform", "%s?"],
    ],
)
def test_hostile_filters_fit_nothing(run: Run, board: Database, args: list[str]) -> None:
    result = run("props", *args, "--yes")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: no prop fits\n")
    assert len(names(board, "is_active")) == 5


def test_a_running_import_is_waited_for(run: Run, board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbprops_cli.db.connection.writing.BULK_LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr("bbprops_cli.db.connection.sqlite.BUSY_TIMEOUT_MS", 100)
    importing = board.connect()
    turn = "SELECT pg_advisory_xact_lock(hashtextextended('bbprops:board:fanduel', 0))"
    importing.cursor().execute("BEGIN IMMEDIATE" if board.kind == "sqlite" else f"BEGIN; {turn}")

    waited = run("props", "deactivate", "--platform", "fanduel", "--yes")
    importing.close()

    assert (waited.exit_code, names(board, HISTORY)) == (75, ["Gone Player"])
    assert run("props", "deactivate", "--platform", "fanduel", "--yes").exit_code == 0
