"""Compare two snapshots, or a snapshot with the live board."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.queries.snapshots import diff
from bbprops_cli.rules.props.line_movement import CHANGE_ORDER, LineChange


class Differences(NamedTuple):
    """The differences as rows: one per line, or one per group; and the number of lines by kind of change."""

    rows: Iterable[Row]
    columns: tuple[Column, ...]
    counts: dict[str, int]

    def summary(self) -> str:
        """The counts in words."""
        if not any(self.counts.values()):
            return "no differences"
        return ", ".join(f"{number:,} {change}" for change, number in self.counts.items())


def compare(before: str, after: str, *, min_move: float, by: str) -> Differences:
    """Compare two references; `min_move` drops smaller changes, added and removed lines, and 0 keeps everything.

    `by` names columns to count by. Raises NotFound, Ambiguous, or UsageError for a column that cannot be grouped by.
    """
    grouping = diff.by(by)
    with reading() as db:
        found = diff.changes(db, diff.side(db, before), diff.side(db, after))
    counts: dict[str, int] = dict.fromkeys(CHANGE_ORDER, 0)
    found = _counted((each for each in found if each.size >= min_move), counts)
    if grouping:
        return Differences(diff.grouped(found, grouping), (*grouping, *diff.FIGURES), counts)
    return Differences(diff.in_report_order(found), diff.DIFF, counts)


def _counted(found: Iterable[LineChange], counts: dict[str, int]) -> Iterator[LineChange]:
    for each in found:
        counts[each.change] += 1
        yield each
