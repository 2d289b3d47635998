"""Parquet, from exports and from the notebooks of analysts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import Options, read
from bbprops_cli.rules.props.prop import Prop


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_a_parquet_table_of_a_notebook_is_understood(tmp_path: Path) -> None:
    kickoff = datetime(2025, 10, 5, 17, tzinfo=UTC)
    row = {"player": "Ada Example", "market": "player_pass_yds", "line": 249.5, "over": -110, "kickoff": kickoff}

    (prop,) = read(written(tmp_path / "x.parquet", [row]), options=Options(league="NFL"))

    assert isinstance(prop, Prop)
    assert (prop.player_name, prop.market_type, prop.week, prop.game_date) == (
        "Ada Example",
        "passing_yards",
        5,
        kickoff,
    )
    assert prop.odds == pytest.approx(1.909, abs=0.001)


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.parquet", [{"player": "Ada Example", "market": "points", "line": 1.5}])
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(InvalidInput, match="is a damaged Parquet file"):
        list(read(path, options=Options(league="NBA")))
