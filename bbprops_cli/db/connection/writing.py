"""A transaction that writes, on the bare driver: for commands that must not pay for loading SQLAlchemy."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from bbprops_cli import settings
from bbprops_cli.db.connection import environment, touched
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.database import Db, begin_sql
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT, Isolation
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.rules.db.environment import require_expected

BULK_LOCK_TIMEOUT = "10min"  # a writer of many props may have to wait for an import


@contextmanager
def writing(
    where: Target | None = None,
    *,
    dry_run: bool = False,
    isolation: Isolation = "READ COMMITTED",
    touches: Collection[str] = (touched.EVERYTHING,),
    wait: int | None = None,
    lock_timeout: str = LOCK_TIMEOUT,
    durable: bool = False,
) -> Iterator[Db]:
    """One transaction, on the database of the settings by default; committed at the end, or rolled back by a dry run.

    `wait` is how many seconds a single-writer database waits for another writer; `lock_timeout` applies to PostgreSQL.
    A `durable` commit survives a power failure on SQLite, too. `touches` are the cache tags to invalidate; they are
    read at the end, so the caller may add to them. Raises Conflict if BBPROPS_ENV differs from the environment label of
    the database.
    """
    where = where or target()
    connection = connect(where)
    try:
        db = Db(connection, where.dialect)
        if wait is not None:
            where.dialect.wait_for_writers(db.cursor, wait)
        if durable:
            where.dialect.commit_durably(db.cursor)
        db.cursor.execute(begin_sql(where.dialect, read_only=False, isolation=isolation, lock_timeout=lock_timeout))
        if expected := settings.current().environment():
            require_expected(expected, environment.read_from_driver(db))
        yield db
        if dry_run:
            db.cursor.execute("ROLLBACK")
            return
        try:
            db.cursor.execute("COMMIT")
        finally:  # a commit may have happened although its answer was lost
            touched.tell(set(touches))
    finally:
        connection.close()
