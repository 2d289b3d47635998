"""A transaction that writes, on the bare driver: for commands that are to cost what their one statement costs."""

from collections.abc import Iterator
from contextlib import contextmanager

from bbprops_cli import settings
from bbprops_cli.db.connect import Isolation, Reader, Target, begin_sql, connect, target
from bbprops_cli.rules.environment import require_expected


@contextmanager
def writing(
    where: Target | None = None, *, dry_run: bool = False, isolation: Isolation = "READ COMMITTED"
) -> Iterator[Reader]:
    """One transaction, committed at the end; a dry run does the same work and rolls back.

    Refused (Conflict) where BBPROPS_ENV names another environment than the database's own mark.
    """
    where = where or target()
    connection = connect(where)
    try:
        cursor = connection.cursor()
        cursor.execute(begin_sql(where.kind, read_only=False, isolation=isolation))
        if expected := settings.current().environment():
            cursor.execute("SELECT value FROM bbprops_meta WHERE key = 'environment'")
            require_expected(expected, (cursor.fetchone() or ("",))[0])
        yield Reader(connection, where.kind)
        cursor.execute("ROLLBACK" if dry_run else "COMMIT")
    finally:
        connection.close()
