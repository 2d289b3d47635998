"""Whether locked snapshots still have the content that was locked: row, log and content are compared."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries.snapshots.digest import Progress, compute
from bbprops_cli.queries.snapshots.effect import NEWEST_EVENT
from bbprops_cli.queries.snapshots.keys import SnapshotKey, resolve
from bbprops_cli.rules.snapshots.digest import FORMAT, NoCanonicalText

LAST_EVENT = NEWEST_EVENT.format(columns="action, content_sha256, content_props")
_IS_NEWEST = """NOT EXISTS
       (SELECT 1 FROM snapshot_lock_events n WHERE n.snapshot_uuid = e.snapshot_uuid AND n.id > e.id)"""
# Snapshots that are locked, and those that should be, because the last event in the log is a lock. The log says when,
# which a client cannot write; a snapshot whose lock is not the last event in the log is always among them.
_LOCKED_KEYS = f"""
SELECT s.id, s.snapshot_id FROM snapshots s WHERE s.is_locked {{since_locked}}
UNION ALL
SELECT e.snapshot_uuid, coalesce(s.snapshot_id, e.snapshot_slug)
  FROM snapshot_lock_events e LEFT JOIN snapshots s ON s.id = e.snapshot_uuid
 WHERE e.action = 'lock' {{since_logged}} AND s.is_locked IS NOT TRUE AND {_IS_NEWEST}
 ORDER BY 2
"""
_LOCKED_BEFORE = f"""EXISTS
       (SELECT 1 FROM snapshot_lock_events e
         WHERE e.snapshot_uuid = s.id AND e.action = 'lock' AND e.at < %s AND {_IS_NEWEST})"""
# Row, log and content must be of one state, even if the snapshot is unlocked meanwhile; SQLite always reads one.
_ONE_STATE = {"postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "sqlite": ""}


class Verdict(NamedTuple):
    """What verification found; without problems, the content is what was locked."""

    name: str  # of the snapshot or the guard
    props: int | None
    sha256: str | None
    problems: list[str]


def locked_keys(db: Db, references: list[str]) -> list[SnapshotKey]:
    """The locked snapshots that these references mean; raises NotFound, Ambiguous, or Conflict for an unlocked one."""
    keys = resolve(db, references)
    locked = {key.id for key in all_locked_keys(db, None)}
    for key in keys:
        if key.id not in locked:
            raise Conflict(
                f"cannot verify {key.name}: the snapshot is not locked",
                hint=f"Lock it first: bbprops snapshots lock {key.name}",
            )
    return keys


def all_locked_keys(db: Db, since: datetime | None) -> list[SnapshotKey]:
    """Every snapshot that is locked, or should be by the log; `since` leaves those locked at that time or later."""
    query = _LOCKED_KEYS.format(
        since_locked=f"AND NOT {_LOCKED_BEFORE}" if since else "", since_logged="AND e.at >= %s" if since else ""
    )
    times = (db.dialect.instant(since),) * 2 if since else ()
    return [SnapshotKey(str(identifier), name) for identifier, name in db.rows(query, times)]


def keys_by_time(db: Db) -> list[SnapshotKey]:
    """The snapshots that are locked, the one that was locked first at the beginning."""
    rows = db.rows("SELECT id, snapshot_id FROM snapshots WHERE is_locked ORDER BY locked_at, id")
    return [SnapshotKey(str(identifier), name) for identifier, name in rows]


def verify(db: Db, key: SnapshotKey, progress: Progress | None = None) -> Verdict | None:
    """Verify one snapshot; None if it was unlocked since it was chosen, which the last event in the log shows.

    The caller's transaction is read-only and has not read anything yet.
    """
    db.run(_ONE_STATE[db.dialect.name])
    columns = "is_locked, content_sha256, content_props, content_format"
    rows = db.rows(f"SELECT {columns} FROM snapshots WHERE id = %s", (key.id,))
    event = next(iter(db.rows(LAST_EVENT, (key.id,))), None)
    if event and event[0] == "unlock" and not (rows and rows[0][0]):
        return None
    if not rows:
        return Verdict(key.name, None, None, ["the snapshot was locked, but no longer exists"])
    is_locked, sha256, props, fmt = rows[0]
    if not is_locked:
        return Verdict(key.name, None, None, ["the snapshot is not locked, but the log has no unlock"])
    logged = [] if event == ("lock", sha256, props) else ["the log has another digest, or no lock"]
    content = _content(db, key, (sha256, props, fmt), progress)
    return Verdict(key.name, props, sha256, [*logged, *content])


def _content(db: Db, key: SnapshotKey, stored: tuple[str, int, str], progress: Progress | None) -> Iterator[str]:
    sha256, props, fmt = stored
    if fmt != FORMAT:
        yield f"the digest has the format {fmt}, which this version does not support"
        return
    try:
        found = compute(db, key.id, progress)
    except NoCanonicalText as error:
        yield f"the content cannot have been locked: {str(error).removesuffix('.')}"
        return
    if found.props != props:
        yield f"the snapshot has {found.props:,} props, but {props:,} were locked"
    if found.sha256 != sha256:
        yield f"the content has the digest {found.sha256}"
