"""Where a database is: a URL read, or the default. No driver is imported for it."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from bbprops_cli import settings
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.errors import UsageError

SCHEMES: dict[str, Dialect] = {
    "postgres": POSTGRESQL,
    "postgresql": POSTGRESQL,
    "postgresql+psycopg2": POSTGRESQL,
    "postgresql+psycopg": POSTGRESQL,
    "postgresql+asyncpg": POSTGRESQL,
    "sqlite": SQLITE,
    "sqlite+pysqlite": SQLITE,
    "sqlite+aiosqlite": SQLITE,
}
PARAMETERS = ("sslmode", "sslrootcert", "connect_timeout", "channel_binding", "host")


class Target(NamedTuple):
    """Where a database is; for SQLite only `database`, the path, is set. Printing it shows no password."""

    dialect: Dialect
    database: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if not self.dialect.has_server:
            return self.database
        where = f"{self.host or 'local socket'}:{self.port or 5432}/{self.database}"
        return f"{self.user}@{where}" if self.user else where

    def __repr__(self) -> str:
        return f"Target({self})"

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it: a file, a socket or a loopback address."""
        return (
            not self.dialect.has_server or self.host in {"", "localhost", "::1"} or self.host.startswith(("127.", "/"))
        )


def parse(url: str, setting: str = "DATABASE_URL") -> Target:
    """Read a database URL of any usual spelling; UsageError names what is wrong, never the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(
            f"{setting} cannot be read.", hint="Write postgresql://user:password@host:5432/name."
        ) from error
    dialect = SCHEMES.get(parts.scheme)
    if dialect is None:
        shown = parts.scheme if "://" in url else "no scheme"
        raise UsageError(
            f"{setting} has {shown!r}, which is not supported.", hint="Write postgresql://… or sqlite:///file.db."
        )
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    allowed = PARAMETERS if dialect.has_server else ()
    for name, _ in pairs:
        if name not in allowed:
            known = f"known are {', '.join(allowed)}" if allowed else "a SQLite URL takes none"
            raise UsageError(f"{setting} has an unknown parameter {name!r}; {known}.")
    if not dialect.has_server:
        return Target(dialect, _sqlite_path(parts.netloc, unquote(parts.path), setting))
    parameters = dict(pairs)
    host = parameters.pop("host", unquote(parts.hostname or ""))
    database = unquote(parts.path.lstrip("/"))
    user = unquote(parts.username or "")
    return Target(
        dialect, database or user, user, unquote(parts.password or ""), host, port, tuple(sorted(parameters.items()))
    )


def _sqlite_path(netloc: str, path: str, setting: str) -> str:
    if netloc or not path.startswith("/") or path in {"/", "/:memory:"}:
        raise UsageError(
            f"{setting} names no SQLite file.", hint="Write sqlite:///relative.db or sqlite:////absolute/path.db."
        )
    return str(Path(path[1:]).expanduser())


def target(url: str = "") -> Target:
    """The database of that URL, else of DATABASE_URL, else the SQLite file in the user's data folder."""
    if url := url or settings.current().text("DATABASE_URL"):
        return parse(url)
    from platformdirs import user_data_path

    return Target(SQLITE, str(user_data_path("bbprops", appauthor=False) / "bbprops.db"))
