"""Create and change snapshots, on the driver's connection, inside the caller's transaction."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from uuid_utils import uuid7

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request
from bbprops_cli.queries.snapshots.find import kickoff
from bbprops_cli.queries.snapshots.keys import SnapshotKey, resolve_one
from bbprops_cli.queries.snapshots.lock import hold_unlocked
from bbprops_cli.rules.snapshots.lock import lock_time
from bbprops_cli.rules.snapshots.shape import tags_text

ColumnValues = dict[str, Any]  # by the column names of the catalogue; JSON as text


class Updated(NamedTuple):
    """A snapshot by the name it had before, and the values before and after of each column that changed."""

    name: str
    changed: dict[str, tuple[object, object]]


class Tagged(NamedTuple):
    """A snapshot, its tags as they are now, and whether they changed."""

    name: str
    tags: list[str]
    changed: bool


def create(db: Db, values: ColumnValues) -> SnapshotKey:
    """Create an unlocked snapshot without props; raises Conflict when the name is taken."""
    name = values["snapshot_id"]
    _require_free(db, name)
    row = {"id": db.id(uuid7()), **_stored(db, values)}
    db.run(f"INSERT INTO snapshots ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", row.values())
    return SnapshotKey(row["id"], name)


def _require_free(db: Db, name: str) -> None:
    if db.rows("SELECT 1 FROM snapshots WHERE snapshot_id = %s", (name,)):
        raise Conflict(f"snapshot {name} already exists", hint="choose another name")


def _stored(db: Db, values: ColumnValues) -> ColumnValues:
    return {name: db.dialect.instant(value) if isinstance(value, datetime) else value for name, value in values.items()}


def update(db: Db, reference: str, values: ColumnValues, *, lock_at: str | None, now: datetime) -> Updated:
    """Change an unlocked snapshot; `lock_at` is text as typed, such as `kickoff`, or None to leave it.

    Raises NotFound, Locked, or Conflict when the new name is taken.
    """
    key = resolve_one(db, reference)
    hold_unlocked(db, key)
    if lock_at is not None:
        values = {**values, "lock_at": lock_time(lock_at, now, lambda: kickoff(db, key.id))}
    stored = _stored(db, values)
    differing = [name for name, value in stored.items() if _differs(db, key.id, name, value)]
    if "snapshot_id" in differing:
        _require_free(db, values["snapshot_id"])
    before = _values(db, key.id, differing)
    _write(db, key.id, {name: stored[name] for name in differing})
    after = _values(db, key.id, differing)
    return Updated(key.name, {name: (before[name], after[name]) for name in differing})


def _values(db: Db, identifier: str, names: list[str]) -> dict[str, object]:
    if not names:
        return {}
    ((*row,),) = listing.open_page(db, Request(SNAPSHOTS, "", (Filter("id", "=", identifier),), fields=",".join(names)))
    return dict(zip(names, row, strict=True))


def _differs(db: Db, identifier: str, name: str, value: object) -> bool:
    same = db.dialect.is_same(name, is_json=name in {"config", "tags"})
    return not db.rows(f"SELECT 1 FROM snapshots WHERE id = %s AND {same}", (identifier, value))


def _write(db: Db, identifier: str, stored: ColumnValues) -> None:
    if stored:
        assignments = ", ".join(f"{name} = %s" for name in stored)
        db.run(f"UPDATE snapshots SET {assignments} WHERE id = %s", (*stored.values(), identifier))


def retag(db: Db, reference: str, change: Callable[[list[str]], list[str]]) -> Tagged:
    """Replace the tags of an unlocked snapshot by what `change` makes of them; raises NotFound or Locked."""
    key = resolve_one(db, reference)
    hold_unlocked(db, key)
    ((tags,),) = db.rows("SELECT tags FROM snapshots WHERE id = %s", (key.id,))
    before = json.loads(tags) if isinstance(tags, str) else tags
    after = change(list(before))
    if after != before:
        _write(db, key.id, {"tags": tags_text(after)})
    return Tagged(key.name, after, after != before)
