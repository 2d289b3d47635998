"""Database URLs, and the default database. No driver is imported for them."""

import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bbprops_cli import settings
from bbprops_cli.db.connection import libpq
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
    """Read a database URL in any common form; raises UsageError, whose text and causes never contain the password.

    `setting` is the setting that holds the URL, for the text of the error.
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
        url.encode()
    except ValueError:
        parts = None
    if parts is None or re.search(r"[\0-\x1f]", url):  # urlsplit would drop some of them
        raise UsageError(f"{setting} is not a valid URL.", hint=_HINT)
    name = SCHEMES.get(parts.scheme)
    if name is None:
        problem = f"the scheme {parts.scheme!r} is not supported" if "://" in url else "the URL has no scheme"
        raise UsageError(f"{setting}: {problem}.", hint="Write postgresql://… or sqlite:///file.db.")
    dialect = dialect_named(name)
    _require_encoded(url, setting, also="@" if dialect.has_server else "")
    given = _parameters(parts.query, dialect, setting)
    if not dialect.has_server:
        return Target(dialect, _sqlite_path(parts.netloc, unquote(parts.path), setting))
    found = {
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": unquote(parts.hostname or ""),
        "port": port,
        "dbname": unquote(parts.path.lstrip("/")),
    }
    user, password, host, port, database = (given.pop(name, value) for name, value in found.items())
    if port and not (port.isascii() and port.isdigit()):
        raise UsageError(f"{setting}: the port is not a number.", hint=_HINT)
    parameters = tuple(sorted(given.items()))
    return Target(dialect, database or user, user, password, host, int(port) if port else None, parameters)


_HINT = "Write postgresql://user:password@host:5432/name, and in the password %2F for /, %3A for : and %40 for @."


def _require_encoded(url: str, setting: str, *, also: str) -> None:
    """Raise UsageError for a character that ends the login or the URL early, and would show a part of a password."""
    _, _, rest = url.partition("://")
    login = rest[: re.search("[/?#]|$", rest).start()]  # type: ignore[union-attr]  # `$` always matches
    if "#" in rest or (also and also in rest[len(login) :]):
        raise UsageError(
            f"{setting}: the URL has a / ? # or @ in a place where it must be encoded.",
            hint="In a password write %2F for /, %3F for ?, %23 for #, %40 for @ and %25 for %.",
        )


def _parameters(query: str, dialect: Dialect, setting: str) -> dict[str, str]:
    """The parameters of a URL; the last one of a name counts. A plus sign is a plus sign, as libpq has it."""
    pairs = [each.partition("=") for each in query.split("&") if each]
    given = {unquote(name): unquote(value) for name, _, value in pairs}
    for name, value in given.items():
        if name not in dialect.url_parameters:
            raise UsageError(f"{setting}: unknown parameter {name!r}.", hint=_known(dialect, name))
        if name in libpq.NUMBERS and not (value.isascii() and value.isdigit()):
            raise UsageError(f"{setting}: {name} is {value!r}: it must be a whole number.")
    if given.get("client_encoding", "utf8").lower().replace("-", "") not in {"utf8", "unicode", "auto"}:
        raise UsageError(f"{setting}: client_encoding must be UTF8.")
    return given


def _known(dialect: Dialect, name: str) -> str:
    from difflib import get_close_matches

    if near := get_close_matches(name, sorted(dialect.url_parameters), 3):
        return f"Did you mean {' or '.join(near)}?"
    return f"A {dialect.title} URL takes {'those of libpq' if dialect.url_parameters else 'no parameters'}."


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

    folder = user_data_path("bbprops", appauthor=False).expanduser()  # or an unknown home would be a folder named ~
    return Target(dialect_named("sqlite"), str(folder / "bbprops.db"))
