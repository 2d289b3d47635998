"""`snapshots show`."""

import sys
from typing import TYPE_CHECKING, Any

from bbprops_cli.catalog import SNAPSHOTS, Column
from bbprops_cli.commands.shared.options import Output, RecordView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import OneSnapshot

if TYPE_CHECKING:  # help does without
    from collections.abc import Sequence

    from bbprops_cli.queries.snapshots.find import Description


@spread
def show(snapshot: OneSnapshot, view: RecordView) -> None:
    """Show one snapshot with its props by market and its lock history.

    Examples:
      bbprops snapshots show nfl-week-5-2025  # columns, then props by market and platform, then locks and unlocks
      bbprops snapshots show nfl-week-5-2025 -o json  # one document, for a script
    """
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.snapshots import find

    with reading() as db:
        found = find.describe(db, snapshot)
    fmt = view.fmt or ("table" if sys.stdout.isatty() else "tsv")
    (_show_tables if fmt in {"table", "wide", "md"} else _show_document)(found, view, fmt)


def _show_document(found: "Description", view: Output, fmt: str) -> None:
    """One record, in which the tables are columns."""
    from bbprops_cli.output import formats
    from bbprops_cli.queries.snapshots.find import COUNTS, EVENTS

    counts = Column("counts", "json", "Number of props by market and platform")
    events = Column("events", "json", "Locks and unlocks: when, by whom and why")
    tables = [(counts, _objects(COUNTS, found.counts)), (events, _objects(EVENTS, found.events))]
    formats.show_one([*found.pairs, *tables], fmt=fmt, tz=view.tz, name_column=SNAPSHOTS.key or "")


def _show_tables(found: "Description", view: Output, fmt: str) -> None:
    """The record, and the tables below it."""
    from bbprops_cli.output import console, formats
    from bbprops_cli.queries.snapshots.find import COUNTS, EVENTS

    formats.show_one(found.pairs, fmt=fmt, tz=view.tz)
    for rows, columns in ((found.counts, COUNTS), (found.events, EVENTS)):
        if rows:
            console.out.write("\n")
            formats.show(rows, columns, fmt=fmt, tz=view.tz)


def _objects(columns: tuple[Column, ...], rows: "Sequence[Sequence[object]]") -> list[dict[str, Any]]:
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
