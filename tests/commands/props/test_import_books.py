"""`props import` of the files of sportsbooks and of services that compare them, on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.providers import (
    test_bettingpros,
    test_bovada,
    test_draftkings,
    test_fanduel,
    test_odds_api_io,
    test_optic_odds,
    test_pinnacle,
    test_sleeper,
    test_sports_game_odds,
)

FILES: dict[str, Any] = {
    "bettingpros": test_bettingpros.offers(*test_bettingpros.BOTH),
    "bovada": test_bovada.page(*test_bovada.BOTH),
    "draftkings": test_draftkings.answer(*test_draftkings.BOTH),
    "fanduel": test_fanduel.page(*test_fanduel.BOTH),
    "odds-api-io": test_odds_api_io.event(test_odds_api_io.odds()),
    "optic-odds": test_optic_odds.fixture(*test_optic_odds.BOTH),
    "sports-game-odds": test_sports_game_odds.event(test_sports_game_odds.BOTH),
}
PAIRS: dict[str, tuple[Any, Any]] = {
    "sleeper": ([test_sleeper.line(*test_sleeper.BOTH)], test_sleeper.PLAYERS),
    "pinnacle": (test_pinnacle.MATCHUPS, [test_pinnacle.market()]),
}


def saved(folder: Path, name: str, document: Any) -> str:
    path = folder / name
    path.write_text(json.dumps(document))
    return str(path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_sportsbook_is_imported_once(run: Run, database: Database, tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, "props.json", FILES[name])

    first, second = (run("props", "import", path) for _ in range(2))

    assert (first.exit_code, first.stderr.splitlines()[-1]) == (0, "read 1: 1 inserted")
    assert (second.exit_code, second.stderr.splitlines()[-1]) == (0, "read 1: 0 inserted, 1 unchanged")
    assert database.rows("SELECT league, player_name, market_type, line FROM prop_markets") == [
        ("NBA", "Ana Ruiz", "points", 20.5)
    ]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("name", PAIRS)
def test_two_files_that_belong_together_are_imported_in_any_order(
    run: Run, database: Database, tmp_path: Path, name: str, reverse: bool
) -> None:
    paths = [saved(tmp_path, f"{place}.json", document) for place, document in enumerate(PAIRS[name])]

    result = run("props", "import", *sorted(paths, reverse=reverse))

    assert (result.exit_code, result.stderr) == (0, "read 1: 1 inserted\n")
    assert database.rows("SELECT player_name, market_type FROM prop_markets") == [("Ana Ruiz", "points")]


@pytest.mark.parametrize("name", PAIRS)
def test_one_of_two_files_that_belong_together_imports_nothing(run: Run, tmp_path: Path, name: str) -> None:
    for document in PAIRS[name]:
        result = run("props", "import", saved(tmp_path, "one.json", document))

        assert (result.exit_code, result.stdout) == (5, "")
        assert "bbprops props import" in result.stderr


def test_a_moved_line_of_a_sportsbook_leaves_the_board(run: Run, database: Database, tmp_path: Path) -> None:
    run("props", "import", saved(tmp_path, "a.json", FILES["draftkings"]))
    moved = [{**one, "points": 21.5} for one in test_draftkings.BOTH]

    result = run("props", "import", saved(tmp_path, "b.json", test_draftkings.answer(*moved)))

    assert result.stderr == "read 1: 1 inserted, 1 deactivated\n"
    assert database.rows("SELECT line FROM prop_markets WHERE is_active") == [(21.5,)]
