"""The board copied into a snapshot: one look at what it is, one INSERT … SELECT, on the driver's connection.

Both see one state of the database: the caller's transaction is REPEATABLE READ, or SQLite's.
"""

from datetime import datetime
from typing import Any

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.props.find import BOARD
from bbprops_cli.rules.snapshots.capture import Slice

COPIED = tuple(column.name for column in PROPS.columns if column.name not in {"id", "snapshot_id"})
NOT_BEGUN = "game_date > now or game_date is null"


def chosen(leagues: list[str], season: str, week: int | None, *, upcoming: bool, now: datetime) -> Request:
    """The active props of the board that a capture takes; `upcoming` leaves out games that have begun."""
    filters = listing.filters(league=leagues, season=season, week=week)
    return Request(PROPS, BOARD, filters, NOT_BEGUN if upcoming else "", now=now)


def look(db: Db, request: Request) -> list[Slice]:
    """What is to be copied, by league, season and week."""
    where, parameters = listing.selection(request, db.dialect)
    found = db.rows(
        "SELECT league, season, week, count(*), min(game_date), max(game_date)"
        f" FROM prop_markets{where} GROUP BY league, season, week ORDER BY league, season, week",
        parameters,
    )
    return [Slice(*row[:4], *(_moment(value) for value in row[4:])) for row in found]


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


def copy(db: Db, request: Request, snapshot: str) -> int:
    """Copy the props of the request into a snapshot, each with a new id, and say how many they were."""
    where, parameters = listing.selection(request, db.dialect)
    columns = ", ".join(COPIED)
    db.dialect.prepare_load(db.cursor)
    return db.run(
        f"INSERT INTO prop_markets (id, snapshot_id, {columns})"
        f" SELECT {db.dialect.new_id()}, %s, {columns} FROM prop_markets{where}",
        (snapshot, *parameters),
    )
