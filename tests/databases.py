"""Databases for single tests: clones of a template that our own migrations made once."""

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from sqlmodel import Session


@dataclass(frozen=True)
class Database:
    """One database of one test."""

    kind: str  # "sqlite" or "postgresql"
    url: str

    @property
    def name(self) -> str:
        """The database's name on its server, or the path of its file."""
        return self.url.removeprefix("sqlite:///") if self.kind == "sqlite" else urlsplit(self.url).path[1:]

    @property
    def production_name(self) -> str:
        """The name that confirms destructive commands while it is production."""
        return Path(self.name).name if self.kind == "sqlite" else f"{urlsplit(self.url).hostname}/{self.name}"

    def connect(self) -> Any:
        """A bare driver connection in autocommit, for a look behind the curtain."""
        if self.kind == "postgresql":
            connection = psycopg2.connect(self.url)
            connection.autocommit = True
            return connection
        connection = sqlite3.connect(self.name, isolation_level=None, timeout=5)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """What one statement gives, in the driver's own types; `%s` is the placeholder on both databases."""
        connection = self.connect()
        try:
            cursor = connection.cursor()
            if params:
                cursor.execute(sql.replace("%s", "?") if self.kind == "sqlite" else sql, params)
            else:
                cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def label(self, environment: str) -> None:
        """Give it an environment label, which `db environment` does only after a question once there are rows."""
        self.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', %s)", environment)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits at the end, for rows that a command shall meet."""
        from bbprops_cli.db.connection import session as sessions
        from bbprops_cli.db.connection.target import parse

        with sessions.session(parse(self.url)) as work:
            yield work


@contextmanager
def postgres_database(admin_url: str, *, template: str = "template1") -> Iterator[Database]:
    """A PostgreSQL database that goes away afterwards, whoever is still connected."""
    name = f"bbprops_{uuid.uuid4().hex[:12]}"
    admin = Database("postgresql", admin_url)
    admin.rows(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield Database("postgresql", urlsplit(admin_url)._replace(path=f"/{name}").geturl())
    finally:
        admin.rows(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def sqlite_database(path: Path, *, template: Path | None = None) -> Database:
    """An SQLite database at that path; without a template the file does not exist yet."""
    if template:
        shutil.copyfile(template, path)
    return Database("sqlite", f"sqlite:///{path}")
