"""Import an exported snapshot in one transaction, and lock it if asked."""

from pathlib import Path
from typing import NamedTuple

from bbprops_cli.db.connection.connect import application_name
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.invocation import current
from bbprops_cli.providers.snapshot_file import raw_lines
from bbprops_cli.providers.source import Source
from bbprops_cli.queries.snapshots import lock
from bbprops_cli.queries.snapshots.import_ import Stored, store
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS

_WAIT_SECONDS = 5


class Imported(NamedTuple):
    """The snapshot of a file, and whether it was locked now."""

    stored: Stored
    locked: bool


def import_file(file: Path, *, expected: str, and_lock: bool, dry_run: bool) -> Imported:
    """Import a snapshot; `expected` is the digest that it must have, in lower case, or empty.

    Raises as `queries.snapshots.import_.store` does, NotMigrated when it is to be locked and a guard is missing.
    """
    from bbprops_cli.db.schema import guards

    transaction = writing(dry_run=dry_run, touches=(ALL_SNAPSHOTS,), durable=and_lock)
    with raw_lines(Source(file)) as lines, transaction as db:
        if and_lock:
            guards.require(db)
        stored = store(db, lines, expected=expected)
        client = application_name(current().command)
        locked = and_lock and lock.lock(db, stored.key, wait=_WAIT_SECONDS, only_due=False, client=client)
    return Imported(stored, bool(locked))
