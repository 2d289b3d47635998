"""When two rows of imported files are one prop, and when two: the cases of docs/identity.md on a board."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.props.test_import_ import event
from tests.conftest import Run
from tests.databases import Database


class Board:
    """Imports one text after another, and shows what is then on the board."""

    def __init__(self, run: Run, database: Database, folder: Path) -> None:
        self._run = run
        self._database = database
        self._folder = folder

    def take(self, text: str, *options: str, name: str = "board.csv") -> str:
        """Import a text as a file; returns what stderr says."""
        path = self._folder / name
        path.write_text(text)
        result = self._run("props", "import", str(path), *options)
        assert result.exit_code == 0, result.stderr
        return result.stderr

    def active(self, columns: str) -> list[tuple[Any, ...]]:
        """These columns of the active props, sorted."""
        return self.rows(f"SELECT {columns} FROM prop_markets WHERE is_active ORDER BY {columns}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._database.rows(query)


@pytest.fixture
def board(run: Run, database: Database, tmp_path: Path) -> Board:
    return Board(run, database, tmp_path)


# Bookkeeping is not content.


def odds_api(updated: str, price: int = -110) -> str:
    sent = event(price=price)
    sent["bookmakers"][0]["markets"][0]["last_update"] = updated
    return json.dumps(sent)


def test_an_event_in_which_only_last_update_moved_is_unchanged(board: Board) -> None:
    board.take(odds_api("2025-10-05T12:00:00Z"))
    before = board.rows("SELECT * FROM prop_markets")

    assert board.take(odds_api("2025-10-05T12:05:00Z"), "--on-conflict", "fail") == "read 1: 0 inserted, 1 unchanged\n"
    assert board.rows("SELECT * FROM prop_markets") == before


def test_a_price_that_moved_with_last_update_is_updated(board: Board) -> None:
    board.take(odds_api("2025-10-05T12:00:00Z"))

    assert board.take(odds_api("2025-10-05T12:05:00Z", -125)) == "read 1: 0 inserted, 1 updated\n"
    assert board.active("odds") == [(1.8,)]


@pytest.mark.parametrize("title", ["last_update", "Fetched At", "bookmakers.markets.last_update"])
def test_a_column_that_says_when_a_row_was_fetched_is_not_content(board: Board, title: str) -> None:
    head = f"player,market,line,over,under,note,{title}\n"
    board.take(f"{head}Ana Ruiz,Points,20.5,-110,-110,x,2025-10-05T12:00:00Z\n", "--league", "NBA")

    again = board.take(f"{head}Ana Ruiz,Points,20.5,-110,-110,x,2025-10-05T12:05:00Z\n", "--league", "NBA")
    other = board.take(f"{head}Ana Ruiz,Points,20.5,-110,-110,y,2025-10-05T12:05:00Z\n", "--league", "NBA")

    assert again == "read 1: 0 inserted, 1 unchanged\n"
    assert other == "read 1: 0 inserted, 1 updated\n"
