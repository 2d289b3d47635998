"""Figures of props, held against plain Python: the same on both databases."""

import statistics
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given

from bbprops_cli.catalog import PROPS
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props.stats import FIGURES, _sorted, find_stats, group_columns
from bbprops_cli.rules.values.fold import fold_name
from tests.databases import Database
from tests.queries.board import MANY, ROWS, Row, holding


def expected(rows: list[Row], names: list[str]) -> list[tuple[Any, ...]]:
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return [
        (*key, *_figures(group))
        for key, group in sorted(groups.items(), key=lambda item: [(value is None, value) for value in item[0]])
    ]


def _figures(group: list[Row]) -> tuple[Any, ...]:
    lines = [row["line"] for row in group]
    implied = [int(1e9 / row["odds"]) for row in group if row["odds"] is not None]
    return (
        len(lines),
        len({fold_name(row["player_name"]) for row in group}),
        min(lines),
        statistics.median(lines),
        round(statistics.fmean(lines), 4),
        max(lines),
        round(sum(implied) / len(implied) / 1e9, 4) if implied else None,
        None,
    )


@MANY
@given(rows=ROWS)
@pytest.mark.parametrize("by", ["team", "week,active", "game_date,player", "id"])
def test_stats_are_those_of_plain_python(database: Database, by: str, rows: list[Row]) -> None:
    grouping = group_columns(by.replace("active", "is_active"))

    with holding(database, rows) as db:
        found = find_stats(db, Request(PROPS), grouping).rows

    assert found == expected(rows, [column.name for column in grouping])


@pytest.mark.parametrize("by", ["", "tema", "extra_metadata", "team,,week"])
def test_group_by_json_or_an_unknown_column_is_a_usage_error(by: str) -> None:
    with pytest.raises(UsageError, match="--by"):
        group_columns(by)


def test_group_columns_accept_headers_and_ignore_repetitions() -> None:
    assert [column.name for column in group_columns("Market, market_type,opp")] == ["market_type", "opponent"]


def test_stats_sort_as_asked_with_nulls_last() -> None:
    shown = (*group_columns("team"), *FIGURES)
    rows = [("A", 1), ("B", 2), ("C", None), ("D", 2)]

    assert [row[0] for row in _sorted(rows, shown, "-props,-team")] == ["D", "B", "A", "C"]
    assert [row[0] for row in _sorted(rows, shown, "props")] == ["A", "B", "D", "C"]
    with pytest.raises(UsageError, match="Did you mean players"):
        _sorted(rows, shown, "player")
