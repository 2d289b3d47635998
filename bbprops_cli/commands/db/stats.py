"""`db stats`."""

from typing import Annotated, Literal

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import RecordView
from bbprops_cli.commands.shared.spread import spread

HIT = Column("hit_percent", "float", "Percentage of blocks found in memory", 3, "hit %", nullable=True)
COLUMNS = {
    "tables": (
        Column("table", "text", "Name of the table", 1),
        Column("rows", "int", "Number of rows, estimated by the server", 1),
        Column("dead", "int", "Number of rows that a vacuum would remove", 4),
        Column("bytes", "int", "Size of the table", 2, size=True),
        Column("index_bytes", "int", "Size of its indexes", 2, "index bytes", size=True),
        Column("scans", "int", "Number of sequential scans", 3),
        Column("index_scans", "int", "Number of index scans", 3, "index scans"),
        HIT,
        Column("vacuumed", "instant", "Last vacuum", 5, nullable=True),
        Column("analyzed", "instant", "Last ANALYZE, which gathers figures for the planner", 5, nullable=True),
    ),
    "indexes": (
        Column("index", "text", "Name of the index", 1),
        Column("table", "text", "Name of its table", 2),
        Column("state", "text", "used, unused, or only kept to be unique", 1),
        Column("scans", "int", "Number of scans", 1),
        Column("bytes", "int", "Size of the index", 1, size=True),
        HIT,
    ),
    "statements": (
        Column("total_ms", "float", "Milliseconds of all calls", 1, "total ms"),
        Column("calls", "int", "Number of calls", 1),
        Column("mean_ms", "float", "Milliseconds per call", 1, "mean ms"),
        Column("rows", "int", "Number of rows of all calls", 3),
        HIT,
        Column("statement", "text", "SQL, without values", 1),
    ),
    "locks": (
        Column("pid", "int", "Process on the server", 1),
        Column("client", "text", "Command or program that it belongs to", 3),
        Column("state", "text", "active, idle in transaction, …", 4),
        Column("seconds", "float", "Age of its transaction", 1),
        Column("holds", "text", "Locks that it holds", 1, nullable=True),
        Column("waits_for", "text", "Lock that it waits for", 1, "waits for", nullable=True),
        Column("blocked_by", "json", "Processes that it waits for", 1, "blocked by"),
    ),
}


@spread
def stats(
    what: Annotated[
        Literal["tables", "indexes", "statements", "locks"], typer.Argument(metavar="[WHAT]", help="What to show.")
    ] = "tables",
    *,
    view: RecordView,
) -> None:
    """Show statistics of tables, indexes, slow statements or locks.

    PostgreSQL collects them; SQLite has none.

    Examples:
      bbprops db stats  # size, dead rows and scans of each table
      bbprops db stats indexes  # which indexes are never used?
      bbprops db stats locks  # which process waits for which?
    """
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.db.stats import read

    found = read(what)
    formats.show(found.rows, COLUMNS[what], fmt=view.fmt, tz=view.tz)
    console.note(found.note)
