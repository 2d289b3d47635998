"""`props deactivate`."""

import pytest

from tests.commands.props.conftest import CHANGED, HISTORY, make_production, names
from tests.conftest import Run
from tests.databases import Database

pytestmark = pytest.mark.usefixtures("development")


def test_ended_before_deactivates_props_of_earlier_games(run: Run, board: Database) -> None:
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
def test_filters_choose_the_props_to_deactivate(run: Run, board: Database, args: list[str], gone: list[str]) -> None:
    assert run("props", "deactivate", *args, "--yes").exit_code == 0
    assert names(board, f"{HISTORY} AND player_name <> 'Gone Player'") == gone


def test_deactivate_without_a_filter_is_refused(run: Run, board: Database) -> None:
    result = run("props", "deactivate", "--yes")

    assert (result.exit_code, names(board, HISTORY)) == (2, ["Gone Player"])
    assert "whole board" in result.stderr


def test_cron_reports_deactivated_props_only(run: Run, board: Database) -> None:
    daily = ["props", "deactivate", "--ended-before", "6h", "--cron", "--yes"]

    assert run(*daily).stderr == "deactivated 1 prop\n"
    assert run(*daily).stderr == ""


def test_deactivate_needs_confirmation_without_a_terminal(run: Run, board: Database) -> None:
    result = run("props", "deactivate", "--platform", "fanduel")

    assert (result.exit_code, names(board, HISTORY)) == (8, ["Gone Player"])
    assert (
        result.stderr == "error: Deactivate 1 prop? Confirmation required, but stdin is not a terminal; pass --yes.\n"
    )


def test_deactivate_in_production_needs_the_name_of_the_database(run: Run, board: Database) -> None:
    make_production(board)
    name = board.production_name

    result = run("props", "deactivate", "--platform", "fanduel", "--yes")

    assert (result.exit_code, names(board, HISTORY)) == (8, ["Gone Player"])
    assert f"--confirm '{name}'" in result.stderr
    assert run("props", "deactivate", "--platform", "fanduel", "--confirm", name).exit_code == 0


def test_dry_run_of_deactivate_asks_nothing_and_keeps_all(run: Run, board: Database) -> None:
    result = run("props", "deactivate", "--week", "5", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would deactivate 2 props\n")
    assert len(names(board, "is_active")) == 5


@pytest.mark.parametrize(
    "args", [["--player", "'; DROP TABLE prop_markets; --"], ["--team", "\x1b[31m"]], ids=["sql", "escape"]
)
def test_hostile_filters_deactivate_nothing(run: Run, board: Database, args: list[str]) -> None:
    result = run("props", "deactivate", *args, "--yes")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: no prop matches\n")
    assert len(names(board, "is_active")) == 5


def test_deactivate_waits_for_a_running_import(run: Run, board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbprops_cli.db.connection.writing.BULK_LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr("bbprops_cli.db.connection.sqlite.BUSY_TIMEOUT_MS", 100)
    importing = board.connect()
    turn = "SELECT pg_advisory_xact_lock(1650618482, hashtext('bbprops:board:fanduel'))"
    importing.cursor().execute("BEGIN IMMEDIATE" if board.kind == "sqlite" else f"BEGIN; {turn}")

    waited = run("props", "deactivate", "--platform", "fanduel", "--yes")
    importing.close()

    assert (waited.exit_code, names(board, HISTORY)) == (75, ["Gone Player"])
    assert run("props", "deactivate", "--platform", "fanduel", "--yes").exit_code == 0
