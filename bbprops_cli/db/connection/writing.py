"""A transaction that writes, on the bare driver: for commands that are to cost what their one statement costs."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bbprops_cli import settings
from bbprops_cli.db.connection import environment, touched
from bbprops_cli.db.connection.connect import LOCK_TIMEOUT, Isolation, Reader, Target, begin_sql, connect, target
from bbprops_cli.rules.db.environment import require_expected

PATIENCE = "10min"  # a lock time-out for who writes many props and may have to wait for an import


@contextmanager
def writing(
    where: Target | None = None,
    *,
    dry_run: bool = False,
    isolation: Isolation = "READ COMMITTED",
    touches: Collection[str] = (touched.EVERYTHING,),
    wait: int | None = None,
    lock_timeout: str = LOCK_TIMEOUT,
) -> Iterator[Reader]:
    """One transaction, committed at the end; a dry run does the same work and rolls back.

    On SQLite, where all writers wait for one another, `wait` is for how many seconds; `lock_timeout` is PostgreSQL's.
    `touches` are the topics of the cache that it may change, looked at when all is done; it hears of them then.
    Refused (Conflict) where BBPROPS_ENV names another environment than the database's own mark.
    """
    where = where or target()
    connection = connect(where)
    try:
        cursor = connection.cursor()
        if wait is not None and where.kind == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {wait * 1000}")
        cursor.execute(begin_sql(where.kind, read_only=False, isolation=isolation, lock_timeout=lock_timeout))
        if expected := settings.current().environment():
            require_expected(expected, environment.bare(connection))
        yield Reader(connection, where.kind)
        if dry_run:
            cursor.execute("ROLLBACK")
            return
        try:
            cursor.execute("COMMIT")
        finally:  # a commit whose answer was lost may have happened
            touched.tell(set(touches))
    finally:
        connection.close()
