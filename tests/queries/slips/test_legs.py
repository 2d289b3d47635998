from typing import Any

from bbprops_cli.catalog import SLIPS
from bbprops_cli.queries.slips.legs import LEG_COLUMNS, tables


def pairs(**values: Any) -> list[tuple[Any, Any]]:
    stored = {"legs": [{"player": "Ada", "line": 1.5}], "correlations": {}} | values
    return [(column, stored.get(column.name)) for column in SLIPS.columns]


def test_legs_are_numbered_from_one_and_lack_no_column() -> None:
    ((name, columns, rows),) = tables(pairs())

    assert (name, columns) == ("legs", LEG_COLUMNS)
    (row,) = rows
    assert len(row) == len(LEG_COLUMNS)
    assert row[:2] == (1, "Ada")


def test_a_matrix_with_rows_of_different_length_is_still_a_table() -> None:
    _, (name, columns, rows) = tables(pairs(correlations={"matrix": [[1], [0.2, 1]]}))

    assert (name, [column.name for column in columns]) == ("correlations", ["leg", "1", "2"])
    assert rows == [(1, 1, None), (2, 0.2, 1)]


def test_correlations_without_a_matrix_of_rows_are_not_a_table() -> None:
    assert [name for name, *_ in tables(pairs(correlations={"matrix": [1]}))] == ["legs"]
    assert [name for name, *_ in tables(pairs(correlations={"method": "copula"}))] == ["legs"]
