"""Find snapshots, and describe one; on the driver's connection, inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.catalog import LOCK_EVENTS, PROPS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import NotFound
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.records import Pairs

PROP_COUNT = Column("props", "int", "Number of props in the snapshot", 1)
COUNTS = (
    *(column._replace(rank=1) for column in PROPS.columns if column.name in {"market_type", "platform"}),
    PROP_COUNT,
)
EVENTS = tuple(
    column
    for column in LOCK_EVENTS.columns
    if column.name in {"at", "action", "actor", "client", "reason", "content_sha256", "content_props"}
)


class Description(NamedTuple):
    """One snapshot: its columns and number of props, the number of props by market and platform, and its log."""

    pairs: Pairs
    counts: list[Row]  # under COUNTS
    events: list[Row]  # under EVENTS


def filters(
    leagues: Iterable[str] | None,
    season: str,
    week: int | None,
    *,
    tags: Iterable[str] = (),
    locked: bool | None = None,
    due: datetime | None = None,
) -> tuple[Filter, ...]:
    """Filters for snapshots of these leagues, season and week with all of these tags.

    `due` leaves unlocked snapshots whose `lock_at` is not later than this time.
    """
    wanted = listing.filters(league=leagues, season=season, week=week, is_locked=locked)
    wanted += tuple(Filter("tags", "has", tag) for tag in tags)
    return wanted + ((Filter("is_locked", "=", False), Filter("lock_at", "<=", due)) if due else ())


def describe(db: Db, reference: str) -> Description:
    """Everything about one snapshot; raises NotFound or Ambiguous."""
    identifier = references.resolve(db, SNAPSHOTS, reference)
    page = listing.open_page(db, Request(SNAPSHOTS, "", (Filter("id", "=", identifier),)))
    (row,) = page
    counts = db.rows(
        "SELECT market_type, platform, count(*) FROM prop_markets WHERE snapshot_id = %s GROUP BY 1, 2 ORDER BY 1, 2",
        (db.id(identifier),),
    )
    fields = ",".join(column.name for column in EVENTS)
    log = Request(LOCK_EVENTS, "", (Filter("snapshot_uuid", "=", identifier),), sort="id", fields=fields)
    events = list(listing.open_page(db, log))
    props = sum(number for *_, number in counts)
    return Description([*zip(page.columns, row, strict=True), (PROP_COUNT, props)], counts, events)


def latest(db: Db, wanted: tuple[Filter, ...]) -> Pairs:
    """The newest snapshot that passes the filters, column by column; raises NotFound."""
    page = listing.open_page(db, Request(SNAPSHOTS, "", wanted, limit=1))
    row = next(iter(page), None)
    if row is None:
        raise NotFound("no snapshot matches", hint="List all snapshots: bbprops snapshots list")
    return list(zip(page.columns, row, strict=True))


def kickoff(db: Db, identifier: str) -> datetime | None:
    """When the earliest game of a snapshot's props begins; None if no prop has the start or the day of its game."""
    from bbprops_cli.queries.props.kickoff import beginnings  # a list of snapshots starts without time zones

    clause = " WHERE snapshot_id = %s"
    stored = [start for (start,) in db.rows(f"SELECT DISTINCT game_date FROM prop_markets{clause}", (identifier,))]
    return min(beginnings(db, stored, clause, (identifier,)).values(), default=None)
