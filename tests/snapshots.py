"""Committed snapshots for tests of several kinds, and functions that lock, unlock and verify them."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import driver_db, session
from bbprops_cli.db.connection.target import parse
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots import lock as locks
from bbprops_cli.queries.snapshots import verify
from bbprops_cli.queries.snapshots.keys import resolve_one
from bbprops_cli.queries.snapshots.lock import LockedSnapshot
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

Edit = Callable[[list[bytes]], list[bytes]]  # of the lines of an exported file


def make(database: Database, name: str = "week-5", *, props: int = 3, **values: Any) -> str:
    """Commit a snapshot with that many props; returns its id as the driver binds it."""
    with database.session() as work:
        snapshot = new_snapshot(work, name, **values)
        for number in range(props):
            new_prop(work, f"Player {number}", snapshot_id=snapshot.id, external_id=f"{name}-{number}")
        return dialect_named(database.kind).id(str(snapshot.id))


def lock(database: Database, name: str = "week-5", *, wait: int = 5, only_due: bool = False) -> LockedSnapshot | None:
    """Lock a snapshot as the command does, in its own transaction."""
    where = parse(database.url)
    with session(where) as work:
        db = driver_db(work)
        return locks.lock(db, resolve_one(db, name), wait=wait, only_due=only_due, client="a test")


def unlock(database: Database, name: str = "week-5", reason: str = "because of a test") -> bool:
    """Unlock a snapshot in its own transaction."""
    where = parse(database.url)
    with session(where) as work:
        db = driver_db(work)
        return locks.unlock(db, resolve_one(db, name), reason, client="a test")


def problems(database: Database) -> dict[str, list[str]]:
    """The problems that verification finds, by the name of the snapshot."""
    where = parse(database.url)
    with reading(where) as db:
        keys = verify.all_locked_keys(db, None)
    found = {}
    for key in keys:
        with reading(where) as db:
            if verdict := verify.verify(db, key):
                found[key.name] = verdict.problems
    return found


def due(database: Database, *names: str) -> None:
    """Commit snapshots of two props each that have been due for a minute."""
    for name in names:
        make(database, name, props=2, lock_at=utc_now() - timedelta(minutes=1))


def locked(database: Database) -> list[str]:
    """The names of the locked snapshots, sorted."""
    return [name for (name,) in database.rows("SELECT snapshot_id FROM snapshots WHERE is_locked ORDER BY 1")]


def shown(run: Run, name: str = "week-5") -> dict[str, Any]:
    """What `snapshots show` prints as JSON."""
    found: dict[str, Any] = json.loads(run("snapshots", "show", name, "-o", "json").stdout)
    return found


def edited(file: Path, edit: Edit) -> str:
    """Rewrite an exported file; its path."""
    file.write_bytes(b"".join(edit(file.read_bytes().splitlines(keepends=True))))
    return str(file)


def respelled(lines: list[bytes], place: int = 1) -> list[bytes]:
    """The lines with one of them as JSON that is not canonical."""
    return [*lines[:place], json.dumps(json.loads(lines[place])).encode() + b"\n", *lines[place + 1 :]]


def bypass_guards(database: Database, *statements: str) -> None:
    """Run statements as the owner of the tables, who can disable the guards."""
    if database.kind == "postgresql":
        first = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in ("prop_markets", "snapshots")]
    else:
        names = database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        first = [f"DROP TRIGGER {name}" for (name,) in names]
    for statement in (*first, *statements):
        database.rows(statement)
