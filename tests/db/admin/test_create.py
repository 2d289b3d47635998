"""`init`: the tables and the environment label of a new database."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

import pytest

from bbprops_cli.db.admin.create import Created, init
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import Conflict, NotMigrated, UsageError
from tests.databases import Database


def where(database: Database) -> Target:
    return parse(database.url)


def label(database: Database) -> list[tuple[str]]:
    return database.rows("SELECT value FROM bbprops_meta WHERE key = 'environment'")


def test_new_local_database_gets_the_label_development(empty_database: Database) -> None:
    done = init(where(empty_database))

    assert done == Created(database=False, before="", after=migrations.head(), label="development", labelled=True)
    assert label(empty_database) == [("development",)]


def test_init_uses_the_environment_label_that_is_given(empty_database: Database) -> None:
    init(where(empty_database), label="production")

    assert label(empty_database) == [("production",)]


def test_second_init_changes_nothing(empty_database: Database) -> None:
    init(where(empty_database))

    assert init(where(empty_database)) == Created(
        database=False, before=migrations.head(), after=migrations.head(), label="development", labelled=False
    )


def test_init_keeps_an_existing_environment_label(empty_database: Database) -> None:
    init(where(empty_database), label="staging")

    assert init(where(empty_database), label="development").label == "staging"
    assert label(empty_database) == [("staging",)]


def test_init_does_not_guess_the_label_of_existing_tables(database: Database) -> None:
    with pytest.raises(UsageError, match="has tables, but no environment label"):
        init(where(database))

    init(where(database), label="staging")
    assert label(database) == [("staging",)]


def test_init_refuses_a_database_of_another_environment(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BBPROPS_ENV", "production")

    with pytest.raises(Conflict, match="environment label of this database would be development"):
        init(where(empty_database))

    if empty_database.kind == "sqlite":
        assert not Path(empty_database.name).exists()
    else:
        assert empty_database.rows("SELECT * FROM pg_tables WHERE schemaname = 'public'") == []


def test_init_creates_the_folder_of_an_sqlite_file(tmp_path: Path) -> None:
    init(Target(SQLITE, str(tmp_path / "a" / "b" / "x.db")))

    assert (tmp_path / "a" / "b" / "x.db").exists()


def test_init_waits_for_a_locked_new_sqlite_file(tmp_path: Path) -> None:
    first = sqlite3.connect(tmp_path / "x.db", isolation_level=None, check_same_thread=False)
    first.execute("BEGIN IMMEDIATE")
    first.execute("CREATE TABLE t (x int)")
    with closing(first):
        later = Timer(0.3, lambda: first.execute("COMMIT"))
        later.start()

        done = init(Target(SQLITE, str(tmp_path / "x.db")))

        later.join()
    assert done.labelled


@pytest.fixture
def missing(pg_server: str) -> Iterator[Database]:
    """A database that the server does not have."""
    name = f'no "such" {uuid.uuid4().hex[:6]}'
    yield Database("postgresql", urlsplit(pg_server)._replace(path=f"/{name}").geturl())
    quoted = name.replace('"', '""')
    Database("postgresql", pg_server).rows(f'DROP DATABASE IF EXISTS "{quoted}" WITH (FORCE)')


def test_init_creates_a_database_on_request(missing: Database) -> None:
    assert init(where(missing), create=True).database
    assert not init(where(missing), create=True).database

    assert missing.rows("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()") == [
        ("UTF8",)
    ]


def test_init_does_not_create_a_database_without_request(missing: Database) -> None:
    from psycopg2 import OperationalError

    from bbprops_cli.db.connection.failures import explain

    with pytest.raises(Exception, match="does not exist") as failure:
        init(where(missing))

    assert isinstance(explain(failure.value), NotMigrated)
    with pytest.raises(OperationalError):
        missing.connect()


def test_init_on_a_remote_host_requires_an_environment_label(
    missing: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Target, "is_local", False)

    with pytest.raises(UsageError, match="is on another host") as failure:
        init(where(missing), create=True)

    assert failure.value.hint == "Pass --environment development, staging or production."
    assert init(where(missing), create=True, label="staging").label == "staging"


@pytest.mark.parametrize("kind", ["postgresql"])
def test_init_refuses_a_schema_other_than_public(empty_database: Database) -> None:
    empty_database.rows(f"CREATE SCHEMA theirs; ALTER DATABASE {empty_database.name} SET search_path = theirs, public")

    with pytest.raises(Conflict, match="The current schema is 'theirs'"):
        init(where(empty_database))

    assert empty_database.rows("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'theirs')") == [(0,)]
