"""Databases filled with generated props: migrated by us, loaded in bulk, vacuumed and analysed, kept for next time."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from bbprops_cli.db.schema import migrations
from benchmarks import generate

BATCH = 20_000


def _name(count: int, then: str = "") -> str:
    """Other rows, another name."""
    return f"props_{count}_{sha256(Path(generate.__file__).read_bytes() + then.encode()).hexdigest()[:8]}"


def postgres(admin_url: str, count: int, then: str = "") -> str:
    """The URL of a database of that many props, made unless it is there; its schema is brought up to date.

    With `then`, SQL that goes on from there, it is another one.
    """
    name = _name(count, then)
    url = urlsplit(admin_url)._replace(path=f"/{name}").geturl()
    admin = psycopg2.connect(admin_url)
    admin.autocommit = True
    cursor = admin.cursor()
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
    if not cursor.fetchone():
        # It takes its name when it is whole.
        cursor.execute("DROP DATABASE IF EXISTS unfinished")
        template = urlsplit(postgres(admin_url, count)).path[1:] if then else "template1"
        cursor.execute(f"CREATE DATABASE unfinished TEMPLATE {template}")
        _fill_postgres(url.replace(name, "unfinished"), 0 if then else count, then)
        cursor.execute(f"ALTER DATABASE unfinished RENAME TO {name}")
    admin.close()
    migrations.upgrade(url)
    return url


def _fill_postgres(url: str, count: int, then: str) -> None:
    migrations.upgrade(url)
    connection = psycopg2.connect(url)
    into = f"COPY prop_markets ({', '.join(generate.COLUMNS)}) FROM STDIN"
    with connection, connection.cursor() as cursor:
        for lines in _copy_text(count):
            cursor.copy_expert(into, lines)
        if then:
            cursor.execute(then)
    connection.autocommit = True
    connection.cursor().execute("VACUUM FULL ANALYZE" if then else "VACUUM ANALYZE")
    connection.cursor().execute("CHECKPOINT")
    connection.close()


def _copy_text(count: int) -> Iterator[StringIO]:
    rows = generate.props(count)
    while batch := list(islice(rows, BATCH)):
        lines = ("\t".join("\\N" if value is None else str(value) for value in row) for row in batch)
        yield StringIO("\n".join(lines) + "\n")


def sqlite(folder: Path, count: int) -> Path:
    """The file of an SQLite database of that many props, made unless it is there; its schema is brought up to date."""
    path = folder / f"{_name(count)}.db"
    if not path.exists():
        unfinished = folder / "unfinished.db"
        unfinished.unlink(missing_ok=True)
        _fill_sqlite(unfinished, count)
        unfinished.rename(path)
    migrations.upgrade(f"sqlite:///{path}")
    return path


def _fill_sqlite(path: Path, count: int) -> None:
    migrations.upgrade(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA cache_size = -262144")
    marks = ", ".join("?" * len(generate.COLUMNS))
    with connection:
        connection.executemany(
            f"INSERT INTO prop_markets ({', '.join(generate.COLUMNS)}) VALUES ({marks})", generate.props(count)
        )
    connection.execute("ANALYZE")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the rename would leave rows behind in the -wal file
    connection.close()
