"""Committed snapshots for tests that meet them from several sides, and the way to lock one."""

from typing import Any

from bbprops_cli.db.connection.database import DIALECTS
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import driver_db, session
from bbprops_cli.db.connection.target import parse
from bbprops_cli.queries.snapshots import lock as snapshot_lock
from bbprops_cli.queries.snapshots import verify as snapshot_verify
from bbprops_cli.queries.snapshots.lock import Locked
from tests.databases import Database
from tests.factories import new_prop, new_snapshot


def make(database: Database, name: str = "week-5", *, props: int = 3, **values: Any) -> str:
    """A committed snapshot with that many props; its id as the driver spells it."""
    with database.session() as work:
        snapshot = new_snapshot(work, name, **values)
        for number in range(props):
            new_prop(work, f"Player {number}", snapshot_id=snapshot.id, external_id=f"{name}-{number}")
        return DIALECTS[database.kind].id(str(snapshot.id))


def lock(database: Database, name: str = "week-5", *, wait: int = 5, only_due: bool = False) -> Locked | None:
    """Lock it as the command does, in a transaction of its own."""
    where = parse(database.url)
    with session(where) as work:
        db = driver_db(work)
        (candidate,) = snapshot_lock.named(db, [name])
        return snapshot_lock.lock(db, candidate, wait=wait, only_due=only_due, client="a test")


def unlock(database: Database, name: str = "week-5", reason: str = "because of a test") -> bool:
    """Open it again."""
    where = parse(database.url)
    with session(where) as work:
        db = driver_db(work)
        (candidate,) = snapshot_lock.named(db, [name])
        return snapshot_lock.unlock(db, candidate, reason, client="a test")


def problems(database: Database) -> dict[str, list[str]]:
    """What verification finds, by snapshot."""
    where = parse(database.url)
    with reading(where) as db:
        candidates = snapshot_verify.everything(db, None)
    found = {}
    for candidate in candidates:
        with reading(where) as db:
            found[candidate.name] = snapshot_verify.examine(db, candidate).problems
    return found
