"""A transaction that reads, on the bare driver: on a replica that has kept up, or on the primary."""

from collections.abc import Iterator
from contextlib import contextmanager

from bbprops_cli import invocation, settings
from bbprops_cli.db.connection.database import Db, begin_reading
from bbprops_cli.db.connection.dialect import Isolation
from bbprops_cli.db.connection.target import Target, parse, target


@contextmanager
def reading(where: Target | None = None, *, isolation: Isolation = "READ COMMITTED") -> Iterator[Db]:
    """A read-only transaction for lists and exports; its connection is closed at the end.

    Without `where` it is on the replica, if DATABASE_REPLICA_URL is set, the replica has kept up and this command has
    not opened a connection that writes; otherwise on the primary.
    """
    db = None if where else _from_replica(isolation)
    db = db or begin_reading(where or target(), isolation)[0]
    try:
        yield db
    finally:
        db.connection.close()


def _from_replica(isolation: Isolation) -> Db | None:
    url = settings.current().text("DATABASE_REPLICA_URL")
    running = invocation.current()
    if not url or running.wrote:
        return None
    from bbprops_cli.db.connection import replica

    where, primary = parse(url, "DATABASE_REPLICA_URL"), target()
    replica.require_postgresql(where, primary)
    opened, note = replica.begin_reading_from(where, isolation)
    if running.on_read:
        running.on_read(note if opened else f"{note}; reading from the primary, {primary}")
    return opened
