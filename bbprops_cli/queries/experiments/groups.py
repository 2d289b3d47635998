"""Groups of runs that have the same values in the columns that `--by` names."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bbprops_cli.catalog import EXPERIMENTS, Column
from bbprops_cli.queries.experiments.runs import RecordedRun
from bbprops_cli.queries.lists import columns, grouped
from bbprops_cli.queries.lists.listing import Row

Member = TypeVar("Member")


def group_columns(text: str) -> tuple[Column, ...]:
    """The columns that `--by` names, none for an empty text; raises UsageError for unknown and for JSON columns."""
    names = columns.listed(text) if text else []
    found = tuple(dict.fromkeys(columns.find(EXPERIMENTS, name, "--by") for name in names if name))
    for column in found:
        grouped.require_plain(column)
    return tuple(column._replace(rank=1) for column in found)


def in_groups(
    items: Iterable[Member], run_of: Callable[[Member], RecordedRun], by: Sequence[Column]
) -> dict[Row, list[Member]]:
    """The items by the values that their runs have in these columns; sorted, missing values last."""
    groups: dict[Row, list[Member]] = defaultdict(list)
    for each in items:
        groups[tuple(run_of(each).values[column.name] for column in by)].append(each)
    return dict(sorted(groups.items(), key=lambda pair: [(part is None, part) for part in pair[0]]))
