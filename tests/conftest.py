"""Fixtures: real servers, a database of its own for each test, a clean environment, and `bbprops` to run."""

import os
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from bbprops_cli import invocation
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.db.connection import session as sessions
from bbprops_cli.db.connection.target import parse
from bbprops_cli.models import Experiment, PropMarket, SavedSlip, Snapshot, User
from tests import command_line, databases, factories, servers
from tests.command_line import Result
from tests.databases import Database

Run = Callable[..., Result]
KINDS = ["sqlite", "postgresql"]
CLEARED = ("BBPROPS_", "DATABASE_", "REDIS_", "PG", "XDG_", "LC_", "TYPER_", "_TYPER_", "MAKE", "MFLAGS")
CLEARED_NAMES = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR", "TERM", "GITHUB_ACTIONS", "PY_COLORS", "TTY_COMPATIBLE"}
PINNED = {
    "COLUMNS": "120",
    "TERMINAL_WIDTH": "120",
    "LANG": "C.UTF-8",
    "TZ": "XXX-12:45",  # far from UTC and from any whole hour: what leaks the local zone is seen
}

# The same examples in every run, however busy the machine is; `pytest --hypothesis-profile default` looks for new ones.
hypothesis.settings.register_profile("bbprops", deadline=None, derandomize=True)
hypothesis.settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)  # for `make quick`
hypothesis.settings.load_profile("bbprops")


@pytest.fixture(autouse=True)
def env(tmp_path: Path) -> Iterator[None]:
    """Nothing of the developer's shell, home or working directory reaches a test, nor of the test before."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in CLEARED_NAMES and (name.startswith("BBPROPS_TEST_") or not name.startswith(CLEARED))
    }
    home = {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    before = Path.cwd()
    os.chdir(tmp_path)
    with mock.patch.dict(os.environ, {**kept, **PINNED, **home}, clear=True):
        time.tzset()
        invocation.of_library.cache_clear()  # forgets the .env file of the test before
        yield
    os.chdir(before)


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """Admin URL of a running PostgreSQL."""
    yield from servers.postgres()


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of pg_dump, pg_restore and psql."""
    return servers.postgres_tools()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """URL of a running Valkey or Redis."""
    yield from servers.redis_protocol()


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[str]:
    """URL of a running cluster."""
    with servers.redis_cluster() as url:
        yield url


@pytest.fixture
def redis_prefix(monkeypatch: pytest.MonkeyPatch) -> str:
    """What the keys of this test begin with."""
    name = f"test-{uuid.uuid4().hex}"
    monkeypatch.setenv("REDIS_KEY_PREFIX", name)
    return name


@pytest.fixture
def redis(redis_server: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of the server, which commands find in REDIS_URL."""
    monkeypatch.setenv("REDIS_URL", redis_server)
    client = redis_connect.client(redis_connect.parse(redis_server))
    yield client
    client.close()


@pytest.fixture(scope="session")
def pg_template(pg_server: str) -> Iterator[str]:
    """Name of a PostgreSQL database that our migrations made."""
    from bbprops_cli.db.schema import migrations

    with databases.postgres_database(pg_server) as template:
        migrations.upgrade(template.url)
        yield template.name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Path of an SQLite file that our migrations made."""
    from bbprops_cli.db.schema import migrations

    path = tmp_path_factory.mktemp("template") / "bbprops.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The database system of this round; everything in one test shares it."""
    return str(request.param)


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database for this test alone; what is committed stays in it."""
    if kind == "sqlite":
        yield databases.sqlite_database(tmp_path / "bbprops.db", template=request.getfixturevalue("sqlite_template"))
        return
    server, template = request.getfixturevalue("pg_server"), request.getfixturevalue("pg_template")
    with databases.postgres_database(server, template=template) as clone:
        yield clone


@pytest.fixture
def empty_database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database before the first migration: empty on PostgreSQL, not even a file on SQLite."""
    if kind == "sqlite":
        yield databases.sqlite_database(tmp_path / "empty.db")
        return
    with databases.postgres_database(request.getfixturevalue("pg_server")) as empty:
        yield empty


@pytest.fixture(scope="session")
def pg_connection(pg_server: str, pg_template: str) -> Iterator[Connection]:
    """A connection to a clone that stays empty, because tests on it roll back."""
    with databases.postgres_database(pg_server, template=pg_template) as clone, _connection(clone) as connection:
        yield connection


@pytest.fixture(scope="session")
def sqlite_connection(sqlite_template: Path) -> Iterator[Connection]:
    """Likewise for SQLite."""
    path = sqlite_template.with_name("rolled-back.db")
    with _connection(databases.sqlite_database(path, template=sqlite_template)) as connection:
        yield connection


def _connection(database: Database) -> Connection:
    return sessions.engine(parse(database.url)).connect()


@pytest.fixture
def session(kind: str, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session for query tests; even what it commits is rolled back."""
    connection: Connection = request.getfixturevalue("sqlite_connection" if kind == "sqlite" else "pg_connection")
    transaction = connection.begin()
    try:
        with sessions.Work(connection, join_transaction_mode="create_savepoint") as work:
            yield work
    finally:
        transaction.rollback()


@pytest.fixture
def make_user(session: Session) -> Callable[..., User]:
    return partial(factories.new_user, session)


@pytest.fixture
def make_snapshot(session: Session) -> Callable[..., Snapshot]:
    return partial(factories.new_snapshot, session)


@pytest.fixture
def make_prop(session: Session) -> Callable[..., PropMarket]:
    return partial(factories.new_prop, session)


@pytest.fixture
def make_experiment(session: Session) -> Callable[..., Experiment]:
    return partial(factories.new_experiment, session)


@pytest.fixture
def make_slip(session: Session) -> Callable[..., SavedSlip]:
    return partial(factories.new_slip, session)


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(*args, stdin=None)`: the command line in process, on `database`."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    return command_line.call_main


@pytest.fixture
def run_here() -> Run:
    """The same without a DATABASE_URL; the user's data folder lies in `tmp_path`."""
    return command_line.call_main


@pytest.fixture
def shell(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`shell(*args, stdin=None, env=None, timeout=60)`: a real process, on `database`."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    return command_line.call_process
