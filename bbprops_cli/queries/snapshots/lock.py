"""Locking and unlocking, one snapshot in the caller's transaction, on the driver's connection.

Whoever writes into a snapshot or locks it takes the gate (an advisory lock) first, then the row.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from bbprops_cli.catalog import LOCK_EVENTS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Busy, NotFound
from bbprops_cli.queries import references
from bbprops_cli.queries.lists.listing import Filter
from bbprops_cli.queries.snapshots.digest import Seen, compute
from bbprops_cli.rules.snapshots.digest import FORMAT, NoCanonicalText
from bbprops_cli.rules.snapshots.lock import is_to_be_locked, require_open

CORRECT = "Correct that row with SQL, or delete it."
# lock_timeout starts anew for each holder that is waited for; statement_timeout bounds them all.
WAITING = "SET LOCAL lock_timeout = '{wait}s'; SET LOCAL statement_timeout = '{bound}s'"
# A locker that hangs, or whose client is gone, shall not keep everybody else out.
DIGESTING = """
SET LOCAL statement_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '2min';
SELECT set_config('client_connection_check_interval', '2s', true)
 WHERE current_setting('server_version_num')::int >= 140000 AND version() LIKE '%linux%'
"""
UNLOCK_SQLITE = """
INSERT INTO snapshot_lock_events
  (snapshot_uuid, snapshot_slug, action, reason, content_sha256, content_props, actor, client)
SELECT id, snapshot_id, 'unlock', %s, content_sha256, content_props, %s, %s FROM snapshots WHERE id = %s AND is_locked
"""


class Candidate(NamedTuple):
    """A snapshot that is to be locked; `id` as the driver spells it."""

    id: str
    name: str


class Locked(NamedTuple):
    """What was locked: to be kept outside the database, where its owner cannot change it."""

    name: str
    sha256: str
    props: int


def named(db: Db, names: list[str]) -> list[Candidate]:
    """The snapshots that these references mean, each once; raises NotFound or Ambiguous."""
    ids = dict.fromkeys(db.id(references.resolve(db, SNAPSHOTS, name)) for name in names)
    rows = (db.rows("SELECT id, snapshot_id FROM snapshots WHERE id = %s", (identifier,)) for identifier in ids)
    return [Candidate(str(identifier), name) for ((identifier, name),) in rows]


def due(db: Db) -> list[Candidate]:
    """The unlocked snapshots whose `lock_at` has passed, the longest overdue first."""
    passed = f"lock_at <= {db.dialect.now()}"
    rows = db.rows(f"SELECT id, snapshot_id FROM snapshots WHERE NOT is_locked AND {passed} ORDER BY lock_at, id")
    return [Candidate(str(identifier), name) for identifier, name in rows]


def lock(
    db: Db,
    candidate: Candidate,
    *,
    wait: int,
    only_due: bool,
    client: str,
    seen: Seen | None = None,
) -> Locked | None:
    """Lock a snapshot with the digest of its content; None when it is gone, locked, or no longer due.

    Raises Busy at once when `wait` (seconds) is 0 and somebody is at work there; else the driver's own error later.
    `client` signs on SQLite, which has no users.
    """
    row = _take_row(db, candidate, wait)
    if row is None or not is_to_be_locked(is_locked=row[0], is_due=row[1], only_due=only_due):
        return None
    if not db.dialect.single_writer:
        db.run(DIGESTING)
    try:
        digest = compute(db, candidate.id, seen)
    except NoCanonicalText as error:
        raise NoCanonicalText(f"{candidate.name} cannot be locked: {error}", hint=CORRECT) from error
    signed = {} if db.dialect.has_server else {"locked_at": db.dialect.instant(datetime.now(UTC)), "locked_by": client}
    content = {"content_format": FORMAT, "content_sha256": digest.sha256, "content_props": digest.props, **signed}
    assignments = ", ".join(f"{name} = %s" for name in content)
    db.run(f"UPDATE snapshots SET is_locked = true, {assignments} WHERE id = %s", (*content.values(), candidate.id))
    return Locked(candidate.name, *digest)


def _take_row(db: Db, candidate: Candidate, wait: int) -> Any:
    """The gate, then the row, which nobody can write into from then on; None when it is gone."""
    state = f"SELECT is_locked, coalesce(lock_at <= {db.dialect.now()}, false) FROM snapshots WHERE id = %s"
    key = (candidate.id,)
    if db.dialect.single_writer:  # BEGIN IMMEDIATE has locked everybody out
        return next(iter(db.rows(state, key)), None)
    if wait:
        db.run(WAITING.format(wait=wait, bound=wait + 2))
        db.lock_key(candidate.id)
        return next(iter(db.rows(f"{state} FOR NO KEY UPDATE", key)), None)
    ((is_open,),) = db.rows("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", key)
    found = db.rows(f"{state} FOR NO KEY UPDATE SKIP LOCKED", key) if is_open else []
    if not found and db.rows(state, key):
        raise Busy(f"Somebody is at work on snapshot {candidate.name}.", hint="Try again.")
    return next(iter(found), None)


def take_open(db: Db, candidate: Candidate, *, to_delete: bool = False) -> None:
    """Hold the row of an unlocked snapshot until the transaction ends; raises Locked, or NotFound when it is gone.

    To delete it, everybody who is at work in it is waited for.
    """
    db.lock_key(candidate.id, shared=not to_delete)
    row_lock = db.dialect.for_update("UPDATE" if to_delete else "NO KEY UPDATE")
    found = db.rows(f"SELECT is_locked FROM snapshots WHERE id = %s{row_lock}", (candidate.id,))
    if not found:
        raise NotFound(f"Snapshot {candidate.name} is gone.")
    require_open(candidate.name, is_locked=bool(found[0][0]))


def unlock(db: Db, candidate: Candidate, reason: str, *, client: str) -> bool:
    """Open a snapshot again and log why; False when it is not locked. The log keeps the digest given up."""
    if db.dialect.has_server:
        ((opened,),) = db.rows("SELECT bbprops_unlock_snapshot(%s, %s)", (candidate.name, reason))
        return opened is not None
    return bool(db.run(UNLOCK_SQLITE, (reason, client, client, candidate.id)))  # a trigger does the rest


def events_of(db: Db, name: str) -> tuple[Filter, ...]:
    """Filters of the history of one snapshot, or of all that ever had that name; raises NotFound."""
    if not name:
        return ()
    slug, uuid = "snapshot_slug", "snapshot_uuid"
    if db.rows(f"SELECT 1 FROM {LOCK_EVENTS.table} WHERE {slug} = %s LIMIT 1", (name,)):
        return (Filter(slug, "=", name),)
    return (Filter(uuid, "=", references.resolve(db, SNAPSHOTS, name)),)
