"""Figures of props by group, equal on both databases."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from bbprops_cli.catalog import PROPS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import columns, listing
from bbprops_cli.queries.lists.listing import Request, Row
from bbprops_cli.queries.lists.writer import quoted
from bbprops_cli.rules.values import histogram
from bbprops_cli.rules.values.fold import fold_name
from bbprops_cli.rules.values.nearest import did_you_mean

GroupValues: TypeAlias = tuple[Any, ...]
BILLION = 1_000_000_000  # probabilities are summed as whole billionths, because integer sums do not depend on order
DIGITS = 4
FIGURES = (
    Column("props", "int", "Number of props", 1),
    Column("players", "int", "Different players; spellings of one name count once", 2),
    Column("line_min", "float", "Lowest line", 4),
    Column("line_median", "float", "Median line", 3),
    Column("line_mean", "float", "Mean line", 5),
    Column("line_max", "float", "Highest line", 4),
    Column("implied", "float", "Mean probability that the over odds imply", 6, nullable=True),
    Column("under_implied", "float", "Mean probability that the under odds imply", 7, nullable=True),
)


@dataclass(slots=True)
class _Group:
    """Sums of one group; `over` and `under` are [number of odds, sum of their implied probabilities in billionths]."""

    lines: Counter[float] = field(default_factory=Counter)
    players: set[str] = field(default_factory=set)
    over: list[int] = field(default_factory=lambda: [0, 0])
    under: list[int] = field(default_factory=lambda: [0, 0])

    def figures(self) -> Row:
        lines = self.lines
        return (
            lines.total(),
            len(self.players),
            min(lines),
            histogram.median(lines),
            round(histogram.mean(lines), DIGITS),
            max(lines),
            _probability(*self.over),
            _probability(*self.under),
        )


def _probability(number: int, billionths: int) -> float | None:
    return round(billionths / number / BILLION, DIGITS) if number else None


def group_columns(text: str) -> tuple[Column, ...]:
    """The columns that `--by` lists by name or header; raises UsageError for an unknown or JSON column."""
    titles = {column.title: column.name for column in PROPS.columns}
    names = [titles.get(name.lower(), name) for name in columns.listed(text)]
    found = tuple(dict.fromkeys(columns.find(PROPS, name, "--by") for name in names))
    for column in found:
        if column.type == "json" or column.path:
            raise UsageError(f"--by: {column.name} holds JSON", hint="Name columns with plain values.")
    return tuple(column._replace(rank=1) for column in found)


class Stats(NamedTuple):
    """One row per group, and its columns: those of the group, then FIGURES."""

    rows: list[Row]
    columns: tuple[Column, ...]


def find_stats(db: Db, request: Request, grouping: tuple[Column, ...], sort: str = "") -> Stats:
    """Figures of the props that the request chooses, by group.

    In the order of the group's values with nulls last, or as `sort` says, which raises UsageError for an unknown
    column.
    """
    shown = (*grouping, *FIGURES)
    rows = _rows(db, request, grouping)
    return Stats(_sorted(rows, shown, sort) if sort else rows, shown)


def _rows(db: Db, request: Request, grouping: tuple[Column, ...]) -> list[Row]:
    groups: dict[GroupValues, _Group] = {}
    wide = len(grouping)
    for row in _counted(db, request, grouping, "line", "count(*)"):
        groups.setdefault(tuple(row[:wide]), _Group()).lines[row[wide]] += row[-1]
    prices = ", ".join(_implied(db.dialect, name) for name in ("odds", "under_odds"))
    for row in _counted(db, request, grouping, "player_name", prices):
        group = groups.get(tuple(row[:wide]))
        if group is None:  # a prop that was stored between the two statements
            continue
        group.players.add(fold_name(row[wide]))
        for kept, (number, total) in ((group.over, row[-4:-2]), (group.under, row[-2:])):
            kept[0] += number
            kept[1] += int(total or 0)
    keys = iter(groups)
    typed = list(db.dialect.typed(keys, grouping))
    rows = [(*key, *group.figures()) for key, group in zip(typed, groups.values(), strict=True)]
    return sorted(rows, key=lambda row: [(value is None, value) for value in row[:wide]])


def _implied(dialect: Dialect, name: str) -> str:
    return f"count({name}), sum({dialect.truncated(f'{BILLION}e0 / {name}')})"


def _counted(db: Db, request: Request, grouping: tuple[Column, ...], inner: str, figures: str) -> list[Row]:
    where, parameters = listing.where_clause(request, db.dialect)
    names = ", ".join([*map(quoted, grouping), inner])
    return db.rows(f"SELECT {names}, {figures} FROM prop_markets{where} GROUP BY {names}", parameters)


def _sorted(rows: list[Row], shown: tuple[Column, ...], sort: str) -> list[Row]:
    """The rows in the order of `--sort`, nulls last; rows that tie keep their order."""
    names = [column.name for column in shown]
    titles = {column.title: column.name for column in shown}
    for item in reversed(columns.listed(sort)):
        name = titles.get(item.lstrip("+-").lower(), item.lstrip("+-").lower())
        if name not in names:
            raise UsageError(
                f"--sort: column {name[:60]!r} does not exist.{did_you_mean(name, names)}",
                hint=f"Columns: {', '.join(names)}.",
            )
        place = names.index(name)
        present = [row for row in rows if row[place] is not None]
        present.sort(key=lambda row: row[place], reverse=item.startswith("-"))
        rows = [*present, *(row for row in rows if row[place] is None)]
    return rows
