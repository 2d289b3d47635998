"""Compare two snapshots, or a snapshot with the live board."""

from collections.abc import Iterable
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.queries.snapshots import diff
from bbprops_cli.rules.props.line_movement import CHANGE_ORDER, line_changes


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
        found = line_changes(*diff.changed(db, diff.side(db, before), diff.side(db, after)))
    if min_move:
        found = [each for each in found if each.size >= min_move]
    changes = [each.change for each in found]
    counts: dict[str, int] = {change: changes.count(change) for change in CHANGE_ORDER}
    if grouping:
        return Differences(diff.grouped(found, grouping), (*grouping, *diff.FIGURES), counts)
    return Differences(map(diff.row, found), diff.DIFF, counts)
