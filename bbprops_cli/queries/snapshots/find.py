"""Snapshots: the named sets of props; on the driver's connection, inside the caller's transaction."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from uuid_utils import uuid7

from bbprops_cli.catalog import LOCK_EVENTS, PROPS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict, NotFound
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.snapshots import lock as snapshot_lock
from bbprops_cli.rules.snapshots.lock import lock_time
from bbprops_cli.rules.snapshots.shape import tags_text

HELD = Column("props", "int", "Number of props it holds", 1)
COUNTS = (*(column._replace(rank=1) for column in PROPS.columns if column.name in {"market_type", "platform"}), HELD)
EVENTS = tuple(
    column
    for column in LOCK_EVENTS.columns
    if column.name in {"at", "action", "actor", "client", "reason", "content_sha256", "content_props"}
)
Values = dict[str, Any]
Pairs = list[tuple[Column, Any]]


class Description(NamedTuple):
    """One snapshot: its columns and the number of its props, these by market and platform, and its log."""

    pairs: Pairs
    counts: list[Row]
    events: list[Row]


def filters(
    leagues: list[str] | None,
    season: str,
    week: int | None,
    *,
    tags: Iterable[str] = (),
    locked: bool | None = None,
    due: datetime | None = None,
) -> tuple[Filter, ...]:
    """What the named options of a list ask for; `due` is the moment that `lock_at` has passed."""
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
    held = sum(number for *_, number in counts)
    return Description([*zip(page.columns, row, strict=True), (HELD, held)], counts, events)


def latest(db: Db, wanted: tuple[Filter, ...]) -> Pairs:
    """The newest snapshot that fits, column by column; raises NotFound."""
    page = listing.open_page(db, Request(SNAPSHOTS, "", wanted, limit=1))
    row = next(iter(page), None)
    if row is None:
        raise NotFound("No snapshot fits.", hint="Look with: bbprops snapshots list")
    return list(zip(page.columns, row, strict=True))


def create(db: Db, values: Values) -> snapshot_lock.Candidate:
    """A new, unlocked snapshot without props, from columns as the catalogue names them; Conflict when it is there."""
    name = values["snapshot_id"]
    _require_free(db, name)
    row = {"id": db.id(uuid7()), **_stored(db, values)}
    db.run(f"INSERT INTO snapshots ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", row.values())
    return snapshot_lock.Candidate(row["id"], name)


def _require_free(db: Db, name: str) -> None:
    if db.rows("SELECT 1 FROM snapshots WHERE snapshot_id = %s", (name,)):
        raise Conflict(f"A snapshot {name} exists already.", hint="Choose another name.")


def _stored(db: Db, values: Values) -> Values:
    return {name: db.dialect.instant(value) if isinstance(value, datetime) else value for name, value in values.items()}


def kickoff(db: Db, identifier: str) -> datetime | None:
    """The earliest game of the props of a snapshot."""
    ((first,),) = db.rows("SELECT min(game_date) FROM prop_markets WHERE snapshot_id = %s", (identifier,))
    return datetime.fromisoformat(f"{first}+00:00") if isinstance(first, str) else first


def update(db: Db, reference: str, values: Values, *, lock_at: str | None, now: datetime) -> tuple[str, Values]:
    """Change an unlocked snapshot; its name, and what really changed. Raises NotFound, Locked, or Conflict."""
    (candidate,) = snapshot_lock.named(db, [reference])
    snapshot_lock.take_open(db, candidate)
    if lock_at is not None:
        values = {**values, "lock_at": lock_time(lock_at, now, lambda: kickoff(db, candidate.id))}
    stored = _stored(db, values)
    changed = {name: values[name] for name, value in stored.items() if _differs(db, candidate.id, name, value)}
    if "snapshot_id" in changed:
        _require_free(db, changed["snapshot_id"])
    _write(db, candidate.id, {name: stored[name] for name in changed})
    return candidate.name, changed


def _differs(db: Db, identifier: str, name: str, value: Any) -> bool:
    same = db.dialect.is_same(name, is_json=name in {"config", "tags"})
    return not db.rows(f"SELECT 1 FROM snapshots WHERE id = %s AND {same}", (identifier, value))


def _write(db: Db, identifier: str, stored: Values) -> None:
    if stored:
        assignments = ", ".join(f"{name} = %s" for name in stored)
        db.run(f"UPDATE snapshots SET {assignments} WHERE id = %s", (*stored.values(), identifier))


def retag(db: Db, reference: str, change: Callable[[list[str]], list[str]]) -> tuple[str, list[str], bool]:
    """Give an unlocked snapshot other tags: its name, its tags now, and whether they are others than before."""
    (candidate,) = snapshot_lock.named(db, [reference])
    snapshot_lock.take_open(db, candidate)
    ((held,),) = db.rows("SELECT tags FROM snapshots WHERE id = %s", (candidate.id,))
    before = json.loads(held) if isinstance(held, str) else held
    after = change(list(before))
    if after != before:
        _write(db, candidate.id, {"tags": tags_text(after)})
    return candidate.name, after, after != before
