"""Unlock one snapshot."""

from typing import NamedTuple

from bbprops_cli.db.connection.connect import application_name
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.retry import retried
from bbprops_cli.db.connection.target import target
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.invocation import current
from bbprops_cli.queries.snapshots import lock
from bbprops_cli.queries.snapshots.keys import resolve_one
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS
from bbprops_cli.rules.snapshots.lock import require_reason
from bbprops_cli.tasks.snapshots import interference


class Unlocked(NamedTuple):
    """A snapshot, and whether it was locked until now."""

    name: str
    changed: bool


def unlock_snapshot(reference: str, reason: str, *, dry_run: bool) -> Unlocked:
    """Unlock a snapshot in one transaction, again after a deadlock; raises InvalidInput for a reason that is too short.

    Also raises NotFound, Ambiguous, or NotAllowed when the database role may not unlock.
    """
    where, reason = target(), require_reason(reason)
    with reading(where) as db:
        key = resolve_one(db, reference)

    def unlock_once() -> bool:
        with writing(where, dry_run=dry_run, touches=(ALL_SNAPSHOTS,), durable=True) as db:
            return lock.unlock(db, key, reason, client=application_name(current().command))

    try:
        return Unlocked(key.name, retried(unlock_once))
    except Exception as error:
        meaning = interference.explained(where, key.name, "unlock", error)
        raise meaning or error from error
