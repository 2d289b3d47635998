"""The checks of `doctor` on a server and its disk: each has a limit and works for a role without special privileges."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bbprops_cli.clock import machine_time
from bbprops_cli.db.admin import trash
from bbprops_cli.db.admin.findings import Finding, run
from bbprops_cli.db.admin.trash_backend import time_of
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import foreign_objects
from bbprops_cli.errors import ExitCode
from bbprops_cli.rules.db import clock, limits
from bbprops_cli.rules.values import wording
from bbprops_cli.rules.values.wording import counted

SHOWN = 3
# Superusers may use the reserved connections, too; pg_stat_database counts connections for every role.
_CONNECTIONS = """
SELECT (SELECT sum(numbackends) FROM pg_stat_database WHERE datname IS NOT NULL),
       (SELECT setting::int FROM pg_settings WHERE name = 'max_connections')
       - (SELECT sum(setting::int) FROM pg_settings
           WHERE name IN ('superuser_reserved_connections', 'reserved_connections'))
"""
_SESSIONS = """
SELECT pid, application_name, coalesce(usename, ''), state LIKE 'idle in transaction%',
       clock_timestamp() - state_change, clock_timestamp() - xact_start
  FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND state_change IS NOT NULL
 ORDER BY xact_start
"""
_HIDDEN = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND query = '<insufficient privilege>'
"""
_INVALID_INDEXES = """
SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class t ON t.oid = indrelid
 WHERE NOT indisvalid AND t.relnamespace = 'public'::regnamespace AND t.relname IN ({tables}) ORDER BY 1
"""
_DATA_FOLDER = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"  # no row for a role that may not read it
_MAY_MONITOR = "GRANT pg_monitor to this role to see more."


def examine(where: Target) -> Iterator[Finding]:
    """Check the server, the disk, the trash, and objects that do not belong to bbprops, one after the other."""
    for check, look in CHECKS[where.dialect.name].items():
        yield run(check, partial(look, where))


def listed(found: list[str]) -> str:
    """The first few of many, and how many more there are."""
    more = [f"{len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "; ".join(found[:SHOWN] + more)


def _on_driver(look: Callable[[Db], Finding]) -> Callable[[Target], Finding]:
    def looked(where: Target) -> Finding:
        with reading(where) as db:
            return look(db)

    return looked


def _role(db: Db) -> Finding:
    ((is_standby,),) = db.rows("SELECT pg_is_in_recovery()")
    if not is_standby:
        return Finding("server role", "primary", limit="a primary")
    hint = "Set DATABASE_URL to the primary, and DATABASE_REPLICA_URL to the standby."
    return Finding("server role", "a standby, which refuses every change", limit="a primary").judged("error", hint)


def _connections(db: Db) -> Finding:
    ((used, allowed),) = db.rows(_CONNECTIONS)
    found = Finding(
        "connections", f"{used:,} of {allowed:,} are in use", limit=f"below {limits.CONNECTIONS_WARNING:.0%} of them"
    )
    hint = "Close idle clients, use a pooler such as PgBouncer, or raise max_connections."
    return found.judged(limits.connections(used, allowed), hint)


def _transactions(db: Db) -> Finding:
    sessions = [limits.Session(*row) for row in db.rows(_SESSIONS)]
    ((hidden,),) = db.rows(_HIDDEN)
    wrong = [(each.pid, each.problem) for each in sessions if each.problem]
    limit = f"at most {wording.span(limits.IDLE)} idle, {wording.span(limits.LONG)} long"
    if wrong:
        hint = f"It keeps locks and dead rows. End it in its program, or: SELECT pg_terminate_backend({wrong[0][0]})"
        return Finding("transactions", listed([problem for _, problem in wrong]), limit=limit).judged("warning", hint)
    unseen = f"; {counted(hidden, 'sessions')} of other roles cannot be seen" if hidden else ""
    value = f"{len(sessions):,} open, none beyond the limit{unseen}"
    return Finding("transactions", value, hint=_MAY_MONITOR if hidden else "", limit=limit)


def _clock(db: Db) -> Finding:
    server, machine = db.clock()
    limit = f"{wording.span(clock.TOLERATED)} apart"
    if clock.skew(server, machine):
        hint = "Set the clock that is wrong, with NTP."
        return Finding("clock", clock.difference(server, machine), limit=limit).judged("error", hint)
    return Finding("clock", "server and machine agree", limit=limit)


def _indexes(db: Db) -> Finding:
    tables = ", ".join(f"'{table}'" for table in foreign_objects.TABLES)
    found = [name for (name,) in db.rows(_INVALID_INDEXES.format(tables=tables))]
    if found:
        hint = f"Build it again: REINDEX INDEX CONCURRENTLY {found[0]}"
        return Finding("indexes", f"invalid or not finished: {listed(found)}", limit="none invalid").judged(
            "warning", hint
        )
    return Finding("indexes", "all are valid", limit="none invalid")


def _foreign_objects(db: Db) -> Finding:
    found = foreign_objects.find(db)
    if not found:
        return Finding("foreign objects", "none on the tables of bbprops", limit="none")
    value = listed([f"{each.name}: {each.problem}" for each in found])
    return Finding("foreign objects", value, ExitCode.LOCKED, "Drop what you do not know: bbprops db check", "none")


def _disk_of_file(where: Target) -> Finding:
    return _disk(Path(where.database).absolute().parent)


def _disk_of_server(where: Target) -> Finding:
    if not where.is_local:
        return Finding("disk", "not known: the server is on another host")
    with reading(where) as db:
        folders = [folder for (folder,) in db.rows(_DATA_FOLDER)]
    if not folders:
        return Finding("disk", "not known: this role may not read data_directory", hint=_MAY_MONITOR)
    try:
        return _disk(Path(folders[0]))
    except OSError:  # the server is in a container or behind a tunnel, or its folder is private
        return Finding("disk", f"not known: {folders[0]} cannot be looked at from here")


def _disk(folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    share, free = limits.DISK_WARNING
    found = Finding(
        "disk",
        f"{wording.size(usage.free)} of {wording.size(usage.total)} are free ({folder})",
        limit=f"{share:.0%} or {wording.size(free)} free",
    )
    hint = "Free space, or move the database: a full disk refuses every change. Old trash: bbprops db trash list"
    return found.judged(limits.disk(usage.free, usage.total), hint)


def _trash(where: Target) -> Finding:
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        names = trash.BACKENDS[where.dialect.name].names(connection, where)
    limit = f"at most {wording.span(limits.TRASH_AGE)} old"
    made = time_of(names[0]) if names else None
    if made is None:
        return Finding("trash", "empty", limit=limit)
    pieces = counted(len(names), "pieces")
    hint = "Delete it if nobody needs it back: bbprops db trash empty"
    verdict: limits.Verdict = "warning" if limits.is_leftover(made, machine_time()) else "ok"
    return Finding("trash", f"{pieces}, the oldest made {made:%Y-%m-%d}", limit=limit).judged(verdict, hint)


_BOTH = {"foreign objects": _on_driver(_foreign_objects), "trash": _trash}
CHECKS: dict[str, dict[str, Callable[[Target], Finding]]] = {
    "postgresql": {
        "server role": _on_driver(_role),
        "connections": _on_driver(_connections),
        "transactions": _on_driver(_transactions),
        "clock": _on_driver(_clock),
        "indexes": _on_driver(_indexes),
        "disk": _disk_of_server,
        **_BOTH,
    },
    "sqlite": {"disk": _disk_of_file, **_BOTH},
}
