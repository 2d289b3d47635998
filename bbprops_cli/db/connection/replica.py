"""Reads from a streaming replica that has kept up; otherwise the caller reads from the primary."""

from bbprops_cli import settings
from bbprops_cli.db.connection.database import Db, begin_reading
from bbprops_cli.db.connection.dialect import Isolation
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import Unreachable, UsageError

CONNECT_TIMEOUT_SECONDS = "2"  # text, as in a URL
# A replica that is connected to the primary and has replayed all that it received has no lag. Without a connection only
# the age of the last transaction shows the lag.
STATE = """
SELECT pg_is_in_recovery(),
       CASE WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver)
            THEN 0
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::double precision END
"""


def require_postgresql(where: Target, primary: Target) -> None:
    """Raise UsageError unless the replica and the primary are both PostgreSQL."""
    if not (where.dialect.has_server and primary.dialect.has_server):
        raise UsageError(
            "DATABASE_REPLICA_URL requires PostgreSQL, both as replica and as primary.",
            hint="Unset it, or check DATABASE_URL.",
        )


def with_short_timeout(where: Target) -> Target:
    """The replica with a short connect time-out, unless its URL has one: the primary can answer instead."""
    given = dict(where.parameters)
    return where._replace(parameters=tuple(sorted({"connect_timeout": CONNECT_TIMEOUT_SECONDS, **given}.items())))


def begin_reading_from(where: Target, isolation: Isolation) -> tuple[Db | None, str]:
    """A read-only transaction on the replica, or None; and a note that names the replica or says why it is not used."""
    try:
        db, state = begin_reading(with_short_timeout(where), isolation, also=f";{STATE}")
    except Exception as error:
        meaning = explain(error)
        if not isinstance(meaning, Unreachable):
            raise
        return None, f"the replica {where} does not answer"
    if problem := fault(*state):
        db.connection.close()
        return None, f"the replica {where} {problem}"
    return db, f"reading from the replica {where}"


def fault(in_recovery: object, lag: float | None) -> str:
    """Why a server with this STATE cannot be read from; empty if it can. `lag` is in seconds."""
    limit = settings.current().number("DATABASE_REPLICA_MAX_LAG")
    if not in_recovery:
        return "is not a replica"
    if lag is None:
        return "does not know its lag"
    return f"is {lag:,.0f} s behind" if lag > limit else ""
