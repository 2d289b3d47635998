"""Lock and unlock one snapshot, in the caller's transaction, on the driver's connection.

Every transaction that writes props of a snapshot or locks it takes the gate (an advisory lock) first, then the row.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.db.connection import advisory
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect, Row
from bbprops_cli.errors import Busy, NotFound
from bbprops_cli.queries.snapshots import effect
from bbprops_cli.queries.snapshots.digest import Progress, compute
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.rules.snapshots.digest import FORMAT, NoCanonicalText
from bbprops_cli.rules.snapshots.lock import is_to_be_locked, require_open

_CORRECT = "Correct that row with SQL, or delete it."
# lock_timeout starts anew for each transaction that is waited for; statement_timeout bounds the sum.
_WAITING = "SET LOCAL lock_timeout = '{wait}s'; SET LOCAL statement_timeout = '{bound}s'"
# So that a locker that hangs, or whose client is gone, does not block all others.
_DIGESTING = """
SET LOCAL statement_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '2min';
SELECT set_config('client_connection_check_interval', '2s', true)
 WHERE current_setting('server_version_num')::int >= 140000 AND version() LIKE '%linux%'
"""
_OVERDUE = "SELECT snapshot_id, lock_at FROM snapshots WHERE NOT is_locked AND lock_at < %s ORDER BY lock_at, id"
_UNLOCK_SQLITE = """
INSERT INTO snapshot_lock_events
  (snapshot_uuid, snapshot_slug, action, reason, content_sha256, content_props, actor, client)
SELECT id, snapshot_id, 'unlock', %s, content_sha256, content_props, %s, %s FROM snapshots WHERE id = %s AND is_locked
"""


class LockedSnapshot(NamedTuple):
    """A snapshot that was locked, with its digest: to be kept where the owner of the database cannot change it."""

    name: str
    sha256: str
    props: int


def due(db: Db) -> list[SnapshotKey]:
    """The unlocked snapshots whose `lock_at` has passed, the longest overdue first."""
    passed = f"lock_at <= {db.dialect.now()}"
    rows = db.rows(f"SELECT id, snapshot_id FROM snapshots WHERE NOT is_locked AND {passed} ORDER BY lock_at, id")
    return [SnapshotKey(str(identifier), name) for identifier, name in rows]


def overdue(db: Db, before: datetime) -> list[tuple[str, datetime]]:
    """The unlocked snapshots that were due before a time, by name and time, the longest overdue first."""
    rows = db.rows(_OVERDUE, (db.dialect.instant(before),))
    columns = [column for column in SNAPSHOTS.columns if column.name in {"snapshot_id", "lock_at"}]
    return [(name, due) for name, due in db.dialect.typed(rows, columns)]


def attempts(
    dialect: Dialect, keys: Sequence[SnapshotKey], wait: int, busy: list[SnapshotKey]
) -> Iterator[tuple[SnapshotKey, int]]:
    """The snapshots in the order in which to lock them, each with the seconds to wait for other transactions.

    The caller adds a snapshot that was locked by another transaction to `busy` before it asks for the next one; it is
    removed when it is tried again. With one writer, every wait is for the same lock: after one in vain, nothing waits.
    """
    if dialect.single_writer:
        yield from ((key, 0 if busy else wait) for key in keys)
        return
    yield from ((key, 0) for key in keys)
    again = busy.copy()
    busy.clear()
    yield from ((key, wait) for key in again)


def lock(
    db: Db,
    key: SnapshotKey,
    *,
    wait: int,
    only_due: bool,
    client: str,
    progress: Progress | None = None,
) -> LockedSnapshot | None:
    """Lock a snapshot with the digest of its content; None when it is already locked, or no longer due.

    `wait` is in seconds. Raises Busy at once for 0 when another transaction has locked the snapshot; else the error of
    the driver after that time. Raises NotFound if a snapshot that was named no longer exists, NoEffect if the database
    did not store the lock. `client` is stored as the author on SQLite, which has no users.
    """
    row = _lock_row(db, key, wait)
    if row is None and not only_due:
        raise _gone(key)
    if row is None or not is_to_be_locked(is_locked=row[0], is_due=row[1], only_due=only_due):
        return None
    if not db.dialect.single_writer:
        db.run(_DIGESTING)
    try:
        digest = compute(db, key.id, progress, to_lock=True)
    except NoCanonicalText as error:
        raise NoCanonicalText(f"{key.name} cannot be locked: {error}", hint=_CORRECT) from error
    signed = {} if db.dialect.has_server else {"locked_at": db.dialect.instant(db.now()), "locked_by": client}
    content = {"content_format": FORMAT, "content_sha256": digest.sha256, "content_props": digest.props, **signed}
    assignments = ", ".join(f"{name} = %s" for name in content)
    db.run(f"UPDATE snapshots SET is_locked = true, {assignments} WHERE id = %s", (*content.values(), key.id))
    effect.require(db, key.id, key.name, "lock", value=digest.sha256)
    return LockedSnapshot(key.name, *digest)


def _gone(key: SnapshotKey) -> NotFound:
    return NotFound(f"snapshot {key.name} no longer exists")


def _lock_row(db: Db, key: SnapshotKey, wait: int) -> Row | None:
    """Take the gate, then lock the row: whether it is locked, and whether it is due; None if it no longer exists."""
    state = f"SELECT is_locked, coalesce(lock_at <= {db.dialect.now()}, false) FROM snapshots WHERE id = %s"
    bound = (key.id,)
    if db.dialect.single_writer:  # BEGIN IMMEDIATE has locked out every other writer
        return next(iter(db.rows(state, bound)), None)
    if wait:
        db.run(_WAITING.format(wait=wait, bound=wait + 2))
        try:
            db.lock_key(key.id)
        except Busy:
            return _without_gate(db, key, state)
        return next(iter(db.rows(f"{state} FOR NO KEY UPDATE", bound)), None)
    advisory.try_to_take(db.cursor, key.id)
    return _without_gate(db, key, state)


def _without_gate(db: Db, key: SnapshotKey, state: str) -> Row | None:
    """Lock the row if nobody holds it; else raises Busy, which names the holders of the gate.

    The gate makes the order fair; the lock of the row makes a lock of the snapshot correct. Any session can hold the
    gate, so a session that holds only the gate does not prevent a lock.
    """
    found = db.rows(f"{state} FOR NO KEY UPDATE SKIP LOCKED", (key.id,))
    if not found and db.rows(state, (key.id,)):
        raise advisory.busy(db.cursor, key.id)
    return next(iter(found), None)


def hold_unlocked(db: Db, key: SnapshotKey, *, to_delete: bool = False) -> None:
    """Lock the row of an unlocked snapshot until the transaction ends; raises Locked, or NotFound if it was deleted.

    `to_delete` also waits for the transactions that write props of the snapshot.
    """
    db.lock_key(key.id, shared=not to_delete)
    row_lock = db.dialect.for_update("UPDATE" if to_delete else "NO KEY UPDATE")
    found = db.rows(f"SELECT is_locked FROM snapshots WHERE id = %s{row_lock}", (key.id,))
    if not found:
        raise _gone(key)
    require_open(key.name, is_locked=bool(found[0][0]))


def unlock(db: Db, key: SnapshotKey, reason: str, *, client: str) -> bool:
    """Unlock a snapshot and log why; False when it is not locked. The log keeps the digest.

    Raises NotFound if it no longer exists, NoEffect if the database did not store the unlock.
    """
    found = db.rows("SELECT is_locked FROM snapshots WHERE id = %s", (key.id,))
    if not found:
        raise _gone(key)
    if db.dialect.has_server:
        ((unlocked,),) = db.rows("SELECT bbprops_unlock_snapshot(%s, %s)", (key.name, reason))
        if unlocked is None:
            return False
    elif not found[0][0]:
        return False
    else:
        db.run(_UNLOCK_SQLITE, (reason, client, client, key.id))  # a trigger unlocks the row
    effect.require(db, key.id, key.name, "unlock", value=reason)
    return True
