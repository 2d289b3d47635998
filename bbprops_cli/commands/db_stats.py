"""`bbprops db stats`: what the server has counted."""

from typing import Annotated, Literal

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import AsFormat, TimeZone
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.output import console, formats

HIT = Column("hit_percent", "float", "Blocks found in the server's memory", 3, "hit %", nullable=True)
COLUMNS = {
    "tables": (
        Column("table", "text", "Its name", 1),
        Column("rows", "int", "Rows, by the server's own estimate", 1),
        Column("dead", "int", "Rows that a vacuum would remove", 4),
        Column("bytes", "int", "Its size", 2),
        Column("index_bytes", "int", "Size of its indexes", 2, "index bytes"),
        Column("scans", "int", "Times it was read from end to end", 3),
        Column("index_scans", "int", "Times an index was used", 3, "index scans"),
        HIT,
        Column("vacuumed", "instant", "Last vacuum", 5, nullable=True),
        Column("analyzed", "instant", "Last time the planner's figures were taken", 5, nullable=True),
    ),
    "indexes": (
        Column("index", "text", "Its name", 1),
        Column("table", "text", "Its table", 2),
        Column("state", "text", "used, unused, or kept for uniqueness alone", 1),
        Column("scans", "int", "Times it was used", 1),
        Column("bytes", "int", "Its size", 1),
        HIT,
    ),
    "statements": (
        Column("total_ms", "float", "Milliseconds in all", 1, "total ms"),
        Column("calls", "int", "How often it ran", 1),
        Column("mean_ms", "float", "Milliseconds a call", 1, "mean ms"),
        Column("rows", "int", "Rows in all", 3),
        HIT,
        Column("statement", "text", "Its text, without values", 1),
    ),
    "locks": (
        Column("pid", "int", "Its process on the server", 1),
        Column("client", "text", "Who it is", 2),
        Column("state", "text", "active, idle in transaction, ...", 3),
        Column("seconds", "float", "How long its transaction has lasted", 1),
        Column("holds", "text", "Locks it has", 2, nullable=True),
        Column("waits_for", "text", "The lock it waits for", 1, "waits for", nullable=True),
        Column("blocked_by", "json", "Processes it waits for", 1, "blocked by"),
    ),
}
NO_COUNTS = (
    "this server does not count statements; put pg_stat_statements into shared_preload_libraries,"
    " restart it, and CREATE EXTENSION pg_stat_statements"
)


def stats(
    what: Annotated[
        Literal["tables", "indexes", "statements", "locks"], typer.Argument(help="What to look at.")
    ] = "tables",
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """Show what the server has counted: tables, indexes used and unused, slow statements, and who locks what."""
    from bbprops_cli.queries.db import stats as server_stats

    where = target()
    if not where.dialect.has_server:
        formats.show([], COLUMNS[what], fmt=output)
        console.note("SQLite counts nothing; bbprops db info shows size and rows")
        return
    with reading(where) as db:
        found = server_stats.find(db, what)
        hits, since, deadlocks = server_stats.database(db)
    formats.show(found or [], COLUMNS[what], fmt=output, tz=tz)
    if found is None:
        console.note(NO_COUNTS)
        return
    console.note(f"{hits} % of all blocks were in memory, {deadlocks} deadlocks, since {since or 'the beginning'}")
