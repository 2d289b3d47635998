"""Advisory locks of PostgreSQL with a key of two parts, of which only bbprops uses the first.

Any session may take any advisory lock. Locks of other programs, with one number as their key, never meet these.
"""

from bbprops_cli.db.connection.driver import Cursor
from bbprops_cli.errors import Busy

CLASS = 1650618482  # the bytes of "bbpr"; migration 0003 has the same number
_HOLDERS = f"""
SELECT DISTINCT a.pid, a.application_name, a.usename, coalesce(host(a.client_addr), 'local')
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.classid = {CLASS} AND l.objid::bigint = (hashtext(%s)::bigint & 4294967295) AND l.objsubid = 2
 ORDER BY a.pid
"""


def take(cursor: Cursor, key: str, *, shared: bool = False) -> None:
    """Take a lock until the transaction ends; raises Busy, which names its holder, after lock_timeout.

    The transaction can go on after that.
    """
    cursor.execute("SAVEPOINT bbprops_lock")
    try:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' * shared}({CLASS}, hashtext(%s))", (key,))
    except Exception as error:
        if getattr(error, "pgcode", None) != "55P03":
            raise
        cursor.execute("ROLLBACK TO SAVEPOINT bbprops_lock")
        raise busy(cursor, key) from error
    cursor.execute("RELEASE SAVEPOINT bbprops_lock")


def try_to_take(cursor: Cursor, key: str) -> bool:
    """Take a lock until the transaction ends if nobody holds it."""
    cursor.execute(f"SELECT pg_try_advisory_xact_lock({CLASS}, hashtext(%s))", (key,))
    return bool(cursor.fetchall()[0][0])


def busy(cursor: Cursor, key: str) -> Busy:
    """The error for a lock that others hold, with program, user, host and process of each of them."""
    cursor.execute(_HOLDERS, (key,))
    holder = "; ".join(
        f"{program or 'a program without a name'} (user {user}, host {host}, pid {pid})"
        for pid, program, user, host in cursor.fetchall()
    )
    return Busy("locked by another transaction", hint="Try again.", holder=holder)
