"""A transaction that writes, on the bare driver: for commands that are to cost what their one statement costs."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bbprops_cli import settings
from bbprops_cli.db.connection import environment, touched
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.database import Db, begin_sql
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT, Isolation
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.rules.db.environment import require_expected

BULK_LOCK_TIMEOUT = "10min"  # for a writer of many props, which may have to wait for an import


@contextmanager
def writing(
    where: Target | None = None,
    *,
    dry_run: bool = False,
    isolation: Isolation = "READ COMMITTED",
    touches: Collection[str] = (touched.EVERYTHING,),
    wait: int | None = None,
    lock_timeout: str = LOCK_TIMEOUT,
) -> Iterator[Db]:
    """One transaction, committed at the end; a dry run does the same work and rolls back.

    `wait` is for how many seconds a single-writer database waits for another writer; `lock_timeout` is PostgreSQL's.
    `touches` are the cache tags that it may invalidate, looked at when all is done. Refused (Conflict) where
    BBPROPS_ENV names another environment than the database's own label.
    """
    where = where or target()
    connection = connect(where)
    try:
        db = Db(connection, where.dialect)
        if wait is not None:
            where.dialect.wait_for_writers(db.cursor, wait)
        db.cursor.execute(begin_sql(where.dialect, read_only=False, isolation=isolation, lock_timeout=lock_timeout))
        if expected := settings.current().environment():
            require_expected(expected, environment.read_from_driver(db))
        yield db
        if dry_run:
            db.cursor.execute("ROLLBACK")
            return
        try:
            db.cursor.execute("COMMIT")
        finally:  # a commit whose answer was lost may have happened
            touched.tell(set(touches))
    finally:
        connection.close()
