"""Statistics that the server collects."""

from typing import NamedTuple

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.queries.db import stats

_NO_STATEMENTS = (
    "this server does not count statements; add pg_stat_statements to shared_preload_libraries,"
    " restart the server, and run CREATE EXTENSION pg_stat_statements"
)


class Statistics(NamedTuple):
    """Rows, and a sentence about the server."""

    rows: stats.Rows
    note: str


def read(what: str) -> Statistics:
    """Statistics of `tables`, `indexes`, `statements` or `locks`; without rows where the server has none."""
    where = target()
    if reason := stats.UNAVAILABLE.get(where.dialect.name):
        return Statistics([], reason)
    with reading(where) as db:
        found = stats.find(db, what)
        hits, since, deadlocks = stats.database(db)
    if found is None:
        return Statistics([], _NO_STATEMENTS)
    return Statistics(found, f"since {since or 'the start'}: {hits} % of blocks found in memory, {deadlocks} deadlocks")
