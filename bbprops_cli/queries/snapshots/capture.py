"""Copy props of the board into a snapshot: one query for a summary, one INSERT … SELECT, on the driver's connection.

Both must read one state of the database: on PostgreSQL, the caller's transaction is REPEATABLE READ.
"""

from datetime import datetime

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props import kickoff
from bbprops_cli.queries.props.selection import BOARD
from bbprops_cli.rules.snapshots.capture import Slice
from bbprops_cli.rules.values.moments import stored_time

COPIED = tuple(column.name for column in PROPS.columns if column.name not in {"id", "snapshot_id"})
CACHE_MIB = 56  # takes as long as 256 at 300,000 props; with 48 it takes twice as long


def request_for(leagues: list[str], season: str, week: int | None, *, upcoming: bool, now: datetime) -> Request:
    """The active props of the board to copy; `upcoming` leaves out props of games that have begun."""
    filters = listing.filters(league=leagues, season=season, week=week)
    return Request(PROPS, BOARD, filters, also=kickoff.not_begun(now) if upcoming else None, now=now)


def summarise(db: Db, request: Request) -> list[Slice]:
    """The props to copy, summarised by league, season, week and start of the game."""
    where, parameters = listing.where_clause(request, db.dialect)
    found = db.rows(
        f"SELECT league, season, week, count(*), game_date FROM prop_markets{where}"
        " GROUP BY league, season, week, game_date ORDER BY league, season, week, game_date",
        parameters,
    )
    begins = kickoff.beginnings(db, {row[4] for row in found}, where, parameters)
    return [
        Slice(league, season, week, props, start, start, begins[start] if start else None)
        for league, season, week, props, start in ((*row[:4], stored_time(row[4])) for row in found)
    ]


def copy(db: Db, request: Request, snapshot_id: str) -> int:
    """Copy the props of the request into a snapshot, each with a new id; returns their number."""
    where, parameters = listing.where_clause(request, db.dialect)
    columns = ", ".join(COPIED)
    db.dialect.prepare_load(db.cursor, cache_mib=CACHE_MIB)
    return db.run(
        f"INSERT INTO prop_markets (id, snapshot_id, {columns})"
        f" SELECT {db.dialect.new_id()}, %s, {columns} FROM prop_markets{where}",
        (snapshot_id, *parameters),
    )
