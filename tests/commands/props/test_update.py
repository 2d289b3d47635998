"""`props update`."""

import pytest

from tests.commands.props.conftest import BOARD, CHANGED, identifier, names
from tests.conftest import Run
from tests.databases import Database


def test_update_corrects_one_prop(run: Run, board: Database) -> None:
    prop = identifier(board, f"{BOARD} AND player_name = 'Ada Example'")

    result = run("props", "update", prop[-6:], "--line", "-3.5", "--odds", "+150", "--set", "team=", "--set", "week=6")

    said = f"corrected {prop[-6:]}: week 5 → 6, team BUF → nothing, line 249.5 → -3.5, odds 1.91 → 2.5\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", said)
    assert board.rows(f"SELECT line, odds, under_odds, team, week FROM prop_markets WHERE {CHANGED}") == [
        (-3.5, 2.5, 1.91, None, 6)
    ]


def test_american_odds_are_told_by_their_sign(run: Run, board: Database) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    run("props", "update", prop, "--odds", "-200", "--under-odds", "110")

    assert board.rows("SELECT odds, under_odds FROM prop_markets WHERE player_name = 'Bo Sample'") == [(1.5, 110.0)]


def test_update_to_the_stored_values_changes_nothing(run: Run, board: Database) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "update", prop, "--line", "249.5", "--set", "league=nfl")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: the prop already has these values\n")
    assert run("props", "update", prop, "--line", "249.5", "--cron").stderr == ""
    assert names(board, CHANGED) == []


def test_dry_run_of_an_update_changes_nothing(run: Run, board: Database) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "update", prop, "--line", "1", "--dry-run")

    assert result.stderr == f"would correct {prop[-6:]}: line 249.5 → 1\n"
    assert names(board, "line <> 249.5") == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ([], 2, "nothing to update: pass at least one of --line"),
        (["--set", "line"], 2, "expected COLUMN=VALUE"),
        (["--set", "id=1"], 2, "column 'id' cannot be corrected"),
        (["--line", "x"], 2, "'x' is not a number"),
        (["--line", "1e7"], 5, "not within"),
        (["--odds", "1"], 5, "not a decimal price"),
        (["--player-name", ""], 5, "player_name is missing"),
    ],
)
def test_update_refuses_a_bad_value(run: Run, board: Database, args: list[str], code: int, said: str) -> None:
    result = run("props", "update", identifier(board, "player_name = 'Bo Sample'"), *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert names(board, CHANGED) == []


def test_update_refuses_the_identity_of_another_prop(run: Run, board: Database) -> None:
    ((other,),) = board.rows(f"SELECT external_id FROM prop_markets WHERE {BOARD} AND player_name = 'Ada Example'")
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "update", prop, "--set", "platform=fanduel", "--set", f"external_id={other}")

    assert result.exit_code == 5
    assert "already exists" in result.stderr
