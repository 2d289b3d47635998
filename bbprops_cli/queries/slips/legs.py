"""Tables of the legs of a slip and of their correlations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bbprops_cli import catalog
from bbprops_cli.catalog import Column
from bbprops_cli.queries.lists.listing import Row

LEG_COLUMNS = (Column("leg", "int", "Number of the leg", 1), *catalog.LEG)


def leg_rows(legs: Iterable[Mapping[str, Any]]) -> list[Row]:
    """One row per leg, with LEG_COLUMNS."""
    return [(number, *(leg.get(column.name) for column in LEG_COLUMNS[1:])) for number, leg in enumerate(legs, 1)]


def tables(pairs: Iterable[tuple[Column, Any]]) -> list[tuple[str, Sequence[Column], list[Row]]]:
    """The columns of a stored slip that are tables: its legs, and its correlations if they have a matrix."""
    values = {column.name: value for column, value in pairs}
    found: list[tuple[str, Sequence[Column], list[Row]]] = [("legs", LEG_COLUMNS, leg_rows(values["legs"]))]
    matrix = values["correlations"].get("matrix")
    if matrix and all(isinstance(row, list) for row in matrix):
        found.append(("correlations", *_matrix_table(matrix)))
    return found


def _matrix_table(matrix: list[list[float]]) -> tuple[Sequence[Column], list[Row]]:
    """A row and a column for each leg; rows of a stored matrix may differ in length."""
    width = max(map(len, matrix))
    titles = [Column("leg", "int", "Number of the leg", 1)]
    titles += [Column(str(number), "float", "Correlation with this leg", 1) for number in range(1, width + 1)]
    return titles, [(number, *row, *[None] * (width - len(row))) for number, row in enumerate(matrix, 1)]
