"""The board copied into a snapshot: one look at what it is, one INSERT … SELECT, on the driver's connection.

Both see one state of the database: the caller's transaction is REPEATABLE READ, or SQLite's.
"""

from datetime import datetime
from typing import Any

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.bulk import Cursor
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props.find import BOARD
from bbprops_cli.rules.snapshots.capture import Slice

COPIED = tuple(column.name for column in PROPS.columns if column.name not in {"id", "snapshot_id"})
# A UUIDv7: the clock in milliseconds over the head of a random UUID of version 4, and 4 made 7.
UUID7 = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())"
    " placing substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),"
    " 52, 1), 53, 1), 'hex')::uuid"
)
NOT_BEGUN = "game_date > now or game_date is null"


def chosen(leagues: list[str], season: str, week: int | None, *, upcoming: bool, now: datetime) -> Request:
    """The active props of the board that a capture takes; `upcoming` leaves out games that have begun."""
    filters = listing.filters(league=leagues, season=season, week=week)
    return Request(PROPS, BOARD, filters, NOT_BEGUN if upcoming else "", now=now)


def look(connection: Any, kind: str, request: Request) -> list[Slice]:
    """What is to be copied, by league, season and week."""
    where, parameters = listing.selection(request, kind)
    cursor = connection.cursor()
    cursor.execute(
        "SELECT league, season, week, count(*), min(game_date), max(game_date)"
        f" FROM prop_markets{where} GROUP BY league, season, week ORDER BY league, season, week",
        parameters,
    )
    return [Slice(*row[:4], *(_moment(value) for value in row[4:])) for row in cursor.fetchall()]


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


def copy(connection: Any, kind: str, request: Request, snapshot: str) -> int:
    """Copy the props of the request into a snapshot, each with a new id, and say how many they were."""
    cursor = Cursor(connection, kind)
    where, parameters = listing.selection(request, kind)
    columns = ", ".join(COPIED)
    if not cursor.postgresql:
        cursor.run("PRAGMA cache_size = -262144")  # KiB; the indexes of a large board stay in memory
    cursor.raw.execute(
        f"INSERT INTO prop_markets (id, snapshot_id, {columns})"
        f" SELECT {UUID7 if cursor.postgresql else 'uuid7()'}, {'%s' if cursor.postgresql else '?'}, {columns}"
        f" FROM prop_markets{where}",
        (snapshot, *parameters),
    )
    return int(cursor.raw.rowcount)
