"""`props show`."""

import json

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop


@pytest.fixture
def board(database: Database) -> Database:
    with database.session() as work:
        new_prop(work, "Ada Example", line=249.5, odds=1.91)
        new_prop(work, "Bo Sample")
    return database


def test_show_takes_the_end_of_an_id(run: Run, board: Database) -> None:
    (row,) = json.loads(run("props", "list", "--player", "Ada", "-o", "json").stdout)

    shown = run("props", "show", row["id"][-6:], "-o", "json")

    assert json.loads(shown.stdout) == row


def test_show_of_an_unknown_prop_is_not_found(run: Run, board: Database) -> None:
    result = run("props", "show", "ffffffffffff")

    assert (result.exit_code, result.stdout) == (3, "")
