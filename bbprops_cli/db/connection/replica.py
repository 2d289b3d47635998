"""Reads from a streaming replica that has kept up; whoever finds otherwise goes to the primary."""

from typing import Any

from bbprops_cli import settings
from bbprops_cli.db.connection.database import Db, begin_reading
from bbprops_cli.db.connection.dialect import Isolation
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import Unreachable, UsageError

CONNECT_TIMEOUT = "2"
# What was received and replayed is all there is, as long as somebody receives; without, only the clock tells.
STATE = """
SELECT pg_is_in_recovery(),
       CASE WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver)
            THEN 0
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::double precision END
"""


def require_postgresql(where: Target, primary: Target) -> None:
    """A replica streams from a PostgreSQL to a PostgreSQL (UsageError)."""
    if not (where.dialect.has_server and primary.dialect.has_server):
        raise UsageError(
            "DATABASE_REPLICA_URL needs PostgreSQL on both sides.", hint="Unset it, or check DATABASE_URL."
        )


def impatient(where: Target) -> Target:
    """The replica, with less patience than for a server that must answer."""
    given = dict(where.parameters)
    return where._replace(parameters=tuple(sorted({"connect_timeout": CONNECT_TIMEOUT, **given}.items())))


def begin_reading_from(where: Target, isolation: Isolation) -> tuple[Db | None, str]:
    """A transaction there, or None, and in a sentence where reads go or why not there."""
    try:
        db, state = begin_reading(impatient(where), isolation, also=f";{STATE}")
    except Exception as error:
        meaning = explain(error)
        if not isinstance(meaning, Unreachable):
            raise
        return None, f"the replica {where} does not answer"
    if problem := fault(*state):
        db.connection.close()
        return None, f"the replica {where} {problem}"
    return db, f"reading from the replica {where}"


def fault(recovers: Any, lag: float | None) -> str:
    """What keeps a server with this STATE from being read from; empty when nothing does."""
    limit = settings.current().number("DATABASE_REPLICA_MAX_LAG")
    if not recovers:
        return "is no replica"
    if lag is None:
        return "cannot say how far behind it is"
    return f"is {lag:,.0f} s behind" if lag > limit else ""
