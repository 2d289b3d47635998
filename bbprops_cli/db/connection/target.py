"""Database URLs, and the default database. No driver is imported for them."""

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from bbprops_cli import settings
from bbprops_cli.db.connection.dialect import Dialect, DialectName
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.errors import UsageError

SCHEMES: dict[str, DialectName] = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "postgresql+psycopg2": "postgresql",
    "postgresql+psycopg": "postgresql",
    "postgresql+asyncpg": "postgresql",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
}


class Target(NamedTuple):
    """Where a database is; for SQLite only `database`, its path, is set. `str` and `repr` do not show the password."""

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
    def name(self) -> str:
        """The name of the database, or of the SQLite file."""
        return self.database if self.dialect.has_server else Path(self.database).name

    @property
    def full_name(self) -> str:
        """The name that tells databases on several servers apart: host/database, or the SQLite file."""
        host = self.host or os.environ.get("PGHOST") or "localhost"  # libpq reads PGHOST where a URL has no host
        return f"{host}/{self.database}" if self.dialect.has_server else self.name

    @property
    def is_local(self) -> bool:
        """True if the database is on this machine: a file, a socket or a loopback address."""
        return (
            not self.dialect.has_server or self.host in {"", "localhost", "::1"} or self.host.startswith(("127.", "/"))
        )


def parse(url: str, setting: str = "DATABASE_URL") -> Target:
    """Read a database URL in any common form; raises UsageError, whose text never contains the password.

    `setting` is the setting that holds the URL, for the text of the error.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(
            f"{setting} is not a valid URL.", hint="Write postgresql://user:password@host:5432/name."
        ) from error
    name = SCHEMES.get(parts.scheme)
    if name is None:
        problem = f"the scheme {parts.scheme!r} is not supported" if "://" in url else "the URL has no scheme"
        raise UsageError(f"{setting}: {problem}.", hint="Write postgresql://… or sqlite:///file.db.")
    dialect = dialect_named(name)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for parameter, _ in pairs:
        if parameter not in dialect.url_parameters:
            known = ", ".join(dialect.url_parameters) or "none"
            raise UsageError(f"{setting}: unknown parameter {parameter!r}; {dialect.title} URLs take: {known}.")
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
            f"{setting} does not contain the path of a SQLite file.",
            hint="Write sqlite:///relative.db or sqlite:////absolute/path.db.",
        )
    return str(Path(path[1:]).expanduser())


def target(url: str = "") -> Target:
    """The database of this URL, else of DATABASE_URL, else the SQLite file in the data folder of the user."""
    if url := url or settings.current().text("DATABASE_URL"):
        return parse(url)
    from platformdirs import user_data_path

    return Target(dialect_named("sqlite"), str(user_data_path("bbprops", appauthor=False) / "bbprops.db"))
