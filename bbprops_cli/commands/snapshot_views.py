"""`snapshots show`: one document for programs, and for people a record with two tables below it."""

import sys
from typing import Any

from bbprops_cli.catalog import SNAPSHOTS, Column
from bbprops_cli.commands.shared.lists import View
from bbprops_cli.output import console, formats
from bbprops_cli.queries.snapshots.find import COUNTS, EVENTS, Description

BY = Column("counts", "json", "Number of props by market and platform")
LOG = Column("events", "json", "Who locked and unlocked it, when and why")


def show(found: Description, view: View) -> None:
    """Show a snapshot in the format asked for."""
    fmt = view.fmt or ("table" if sys.stdout.isatty() else "tsv")
    if fmt not in {"table", "wide", "md"}:
        parts = [(BY, _objects(COUNTS, found.counts)), (LOG, _objects(EVENTS, found.events))]
        formats.show_one([*found.pairs, *parts], fmt=fmt, tz=view.tz, name_column=SNAPSHOTS.key or "")
        return
    formats.show_one(found.pairs, fmt=fmt, tz=view.tz)
    for rows, columns in ((found.counts, COUNTS), (found.events, EVENTS)):
        if rows:
            console.out.write("\n")
            formats.show(rows, columns, fmt=fmt, tz=view.tz)


def _objects(columns: tuple[Column, ...], rows: list[Any]) -> list[dict[str, Any]]:
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
