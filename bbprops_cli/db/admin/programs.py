"""Client programs of the databases: found on PATH, given the address by their environment, never by arguments."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bbprops_cli import settings
from bbprops_cli.db.connection import interrupt
from bbprops_cli.db.connection.connect import application_name
from bbprops_cli.db.connection.libpq import CONNECT_TIMEOUT_SECONDS, SECRETS, VARIABLES, with_defaults
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import BBPropsError, Conflict, NotMigrated
from bbprops_cli.invocation import current

if TYPE_CHECKING:
    from subprocess import Popen

    from sqlalchemy import Connection

CLIENT = "Install the PostgreSQL client: apt install postgresql-client, or brew install libpq"
ADVICE = {
    "psql": CLIENT,
    "pg_dump": CLIENT,
    "pg_restore": CLIENT,
    "sqlite3": "Install it: apt install sqlite3, or brew install sqlite",
}


def find(program: str) -> str:
    """The path of a program; raises BBPropsError with how to install it."""
    path = shutil.which(program)
    if path is None:
        raise BBPropsError(f"{program} is not on PATH", hint=ADVICE[program])
    return path


def environment(where: Target, *, read_only: bool = False) -> dict[str, str]:
    """Environment variables that make psql, pg_dump and pg_restore connect as this process does."""
    told = {
        "PGHOST": where.host,
        "PGPORT": str(where.port or ""),
        "PGUSER": where.user,
        "PGPASSWORD": where.password,
        "PGDATABASE": where.database,
        "PGAPPNAME": application_name(current().command),
        "PGCONNECT_TIMEOUT": str(CONNECT_TIMEOUT_SECONDS),
        **{VARIABLES[name]: value for name, value in where.parameters if name in VARIABLES},
    }
    if read_only:
        options = told.get("PGOPTIONS") or os.environ.get("PGOPTIONS", "")
        told["PGOPTIONS"] = f"{options} -c default_transaction_read_only=on".strip()
    return {**os.environ, **{name: value for name, value in told.items() if value}}


def connection_string(where: Target) -> str:
    """Parameters that no environment variable holds, such as keepalives, as a conninfo string without secrets.

    Raises Conflict for a secret that has none: other users can read the arguments of a program.
    """
    left = {name: value for name, value in with_defaults(dict(where.parameters)).items() if name not in VARIABLES}
    if secret := next((name for name in left if name in SECRETS), ""):
        raise Conflict(
            f"{secret} cannot be given to psql or pg_dump without showing it to other users",
            hint="Put it into a connection service file, and name its section: ?service=…",
        )
    return " ".join(f"{name}='{_quoted(value)}'" for name, value in sorted(left.items()))


def _quoted(value: str) -> str:
    return value.replace("\\", r"\\").replace("'", r"\'")


@contextmanager
def started(command: Sequence[str], **options: Any) -> "Iterator[Popen[Any]]":
    """Run a program with options of Popen, and kill it at the end of the block, also when a signal ends the block."""
    import subprocess

    process = None
    try:
        with interrupt.deferred():  # or a signal between its start and ours would leave it running
            process = subprocess.Popen(command, **options)  # noqa: S603 - no shell
        yield process
    finally:
        if process:
            process.kill()
            process.wait()


def require_no_pooler(connection: "Connection") -> None:
    """Raise Conflict for a pooler, whose other clients would inherit what pg_dump sets on the connection."""
    driver: Any = connection.connection.dbapi_connection
    if driver.get_backend_pid() != connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one():
        raise Conflict(
            "this command cannot run through a pooler such as PgBouncer: it would disturb the other clients",
            hint="Set DATABASE_URL to the address of the server.",
        )


def is_read_only(*, production: bool, allowed: bool) -> bool:
    """Whether a shell must not write: in production unless that is allowed, or if BBPROPS_READ_ONLY is set."""
    return settings.current().flag("BBPROPS_READ_ONLY") or (production and not allowed)


def become_shell(where: Target, arguments: Sequence[str], *, read_only: bool) -> None:
    """Replace this process by psql or sqlite3."""
    if where.dialect.has_server:
        path, given, env = (
            find("psql"),
            [f"--dbname={connection_string(where)}", *arguments],
            environment(where, read_only=read_only),
        )
    else:
        if not os.path.exists(where.database):  # noqa: PTH110 - the path as it is typed
            raise NotMigrated(f"{where.database}: no such database", hint="Run: bbprops db init")
        path, env = find("sqlite3"), dict(os.environ)
        opening = ["-cmd", ".timeout 5000", "-cmd", "PRAGMA foreign_keys = ON"]
        given = [*(["-readonly"] if read_only else []), *opening, where.database, *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(path, [path, *given], env)  # noqa: S606 - without a shell, and with the path of `find`
