"""`props delete`."""

import re
import sys
from typing import Any

import pexpect
import pytest

from tests.commands.props.conftest import BOARD, identifier, names
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop

pytestmark = pytest.mark.usefixtures("development")


def test_delete_of_many_props_needs_the_database_name(
    run: Run, board: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bbprops_cli.commands.shared.confirmation.LARGE_ROWS", 1)

    assert run("props", "delete", "--week", "5", "--yes").exit_code == 8
    assert names(board, BOARD) == ["Ada Example", "Bo Sample", "Cy Test"]


def test_delete_by_the_end_of_ids(run: Run, board: Database) -> None:
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
def test_filters_choose_the_props_to_delete(run: Run, board: Database, args: list[str], left: int) -> None:
    assert run("props", "delete", *args, "--yes").exit_code == 0
    assert len(names(board, "true")) == left


@pytest.mark.parametrize("args", [[], ["--inactive"], ["--all"], ["{id}", "--week", "5"], ["{id}", "--inactive"]])
def test_delete_refuses_no_filter_and_ids_with_filters(run: Run, board: Database, args: list[str]) -> None:
    prop = identifier(board, "player_name = 'Bo Sample'")

    result = run("props", "delete", *(arg.format(id=prop) for arg in args), "--yes")

    assert (result.exit_code, len(names(board, "true"))) == (2, 6)


def test_delete_of_no_prop_is_nothing_to_do(run: Run, board: Database) -> None:
    assert run("props", "delete", "--week", "40").stderr.endswith("nothing to do: no prop matches\n")
    assert run("props", "delete", "ffffffff").exit_code == 3


def test_props_added_after_the_question_stay(run: Run, board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: Any, **__: Any) -> None:
        with board.session() as work:
            new_prop(work, "New Arrival")

    monkeypatch.setattr("bbprops_cli.commands.shared.confirmation.ask", ask)

    result = run("props", "delete", "--league", "NFL")

    assert (result.exit_code, len(names(board, "true"))) == (5, 7)
    assert "have changed since they were counted" in result.stderr


def test_question_counts_the_props_to_delete_by_platform(board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_dry_run_of_delete_asks_nothing_and_keeps_all(run: Run, board: Database) -> None:
    result = run("props", "delete", "--snapshot", "kept", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would delete 2 props\n")
    assert len(names(board, "is_active")) == 5


@pytest.mark.parametrize("args", [["--where", "player_name = '[/b]'"], ["--platform", "%s?"]], ids=["markup", "mark"])
def test_hostile_filters_delete_nothing(run: Run, board: Database, args: list[str]) -> None:
    result = run("props", "delete", *args, "--yes")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: no prop matches\n")
    assert len(names(board, "is_active")) == 5
