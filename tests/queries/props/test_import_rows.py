"""Repeats in a file are told from new props in one pass, however few bits there are to remember them by."""

from pathlib import Path

import pytest

from bbprops_cli.queries.props import import_rows
from tests.conftest import Run
from tests.databases import Database

LINES = "".join(f"P{number % 40},points,{number % 40}.5,{1 + (number + 1) / 100}\n" for number in range(60))
STORED = "SELECT player_name, odds FROM prop_markets WHERE snapshot_id IS NOT NULL ORDER BY player_name"


@pytest.mark.parametrize("bits", [3, 27])
def test_last_duplicate_is_stored_whatever_the_bloom_filter_suspects(
    run: Run, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    monkeypatch.setattr(import_rows, "SEEN_BITS", bits)
    (file := tmp_path / "many.csv").write_text("player,market,line,over\n" + LINES)
    assert run("snapshots", "create", "week", "--league", "NBA").exit_code == 0

    result = run("props", "import", str(file), "--snapshot", "week", "--league", "NBA", "--odds-format", "decimal")

    assert (result.exit_code, result.stderr) == (0, "read 60: 40 inserted, 20 duplicate\n")
    last = {f"P{number % 40}": 1 + (number + 1) / 100 for number in range(60)}
    assert database.rows(STORED) == sorted(last.items())
