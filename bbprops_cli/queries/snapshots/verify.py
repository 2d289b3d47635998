"""Whether locked snapshots are still what was locked: their row, the log and their content are held together."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries.snapshots import lock as snapshot_lock
from bbprops_cli.queries.snapshots.digest import Seen, compute
from bbprops_cli.queries.snapshots.lock import Candidate
from bbprops_cli.rules.snapshots.digest import FORMAT, NoCanonicalText

LAST_EVENT = """
SELECT action, content_sha256, content_props FROM snapshot_lock_events
 WHERE snapshot_uuid = %s ORDER BY id DESC LIMIT 1
"""
# What is locked, and what ought to be: its last event is a lock.
LOCKED = """
SELECT id, snapshot_id FROM snapshots WHERE is_locked {since_locked}
UNION ALL
SELECT e.snapshot_uuid, coalesce(s.snapshot_id, e.snapshot_slug)
  FROM snapshot_lock_events e LEFT JOIN snapshots s ON s.id = e.snapshot_uuid
 WHERE e.action = 'lock' {since_logged} AND s.is_locked IS NOT TRUE AND NOT EXISTS
       (SELECT 1 FROM snapshot_lock_events n WHERE n.snapshot_uuid = e.snapshot_uuid AND n.id > e.id)
 ORDER BY 2
"""
# Row, log and content of one moment, whoever unlocks the snapshot meanwhile; SQLite reads nothing else.
ONE_MOMENT = {"postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "sqlite": ""}


class Verdict(NamedTuple):
    """What was found of one snapshot; without problems it is what was locked."""

    name: str
    props: int | None
    sha256: str | None
    problems: list[str]


def named(db: Db, names: list[str]) -> list[Candidate]:
    """The locked snapshots that these references mean; raises NotFound, Ambiguous, or Conflict for an unlocked one."""
    candidates = snapshot_lock.named(db, names)
    locked = {candidate.id for candidate in everything(db, None)}
    for candidate in candidates:
        if candidate.id not in locked:
            raise Conflict(
                f"Snapshot {candidate.name} is not locked: there is nothing to verify it against.",
                hint=f"Lock it first: bbprops snapshots lock {candidate.name}",
            )
    return candidates


def everything(db: Db, since: datetime | None) -> list[Candidate]:
    """All that is locked, or ought to be, since that moment."""
    query = LOCKED.format(
        since_locked="AND locked_at >= %s" if since else "", since_logged="AND e.at >= %s" if since else ""
    )
    moments = (db.dialect.instant(since),) * 2 if since else ()
    return [Candidate(str(identifier), name) for identifier, name in db.rows(query, moments)]


def examine(db: Db, candidate: Candidate, seen: Seen | None = None) -> Verdict:
    """Verify one snapshot; the caller's transaction is to be a new one, and read-only."""
    db.run(ONE_MOMENT[db.dialect.name])
    columns = "is_locked, content_sha256, content_props, content_format"
    rows = db.rows(f"SELECT {columns} FROM snapshots WHERE id = %s", (candidate.id,))
    event = next(iter(db.rows(LAST_EVENT, (candidate.id,))), None)
    if not rows:
        return Verdict(candidate.name, None, None, ["it is gone, although it was locked"])
    is_locked, sha256, props, fmt = rows[0]
    if not is_locked:
        return Verdict(candidate.name, None, None, ["it is not locked, although nobody unlocked it"])
    logged = [] if event == ("lock", sha256, props) else ["the log has another digest, or no lock"]
    content = _content(db, candidate, (sha256, props, fmt), seen)
    return Verdict(candidate.name, props, sha256, [*logged, *content])


def _content(db: Db, candidate: Candidate, stored: tuple[str, int, str], seen: Seen | None) -> Iterator[str]:
    sha256, props, fmt = stored
    if fmt != FORMAT:
        yield f"its digest has the format {fmt}, which this version does not know"
        return
    try:
        found = compute(db, candidate.id, seen)
    except NoCanonicalText as error:
        yield f"what it holds could not have been locked: {str(error).removesuffix('.')}"
        return
    if found.props != props:
        yield f"it holds {found.props:,} props, but {props:,} were locked"
    if found.sha256 != sha256:
        yield f"its content has the digest {found.sha256}"
