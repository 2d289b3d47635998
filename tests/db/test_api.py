"""The public functions of `bbprops_cli.db`: sessions, health checks and cached answers."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlmodel import Session

import bbprops_cli.db as layer
from bbprops_cli.commands.shared import caching
from bbprops_cli.db import api
from bbprops_cli.errors import UsageError
from bbprops_cli.models import Meta
from bbprops_cli.queries.props import boards
from tests import factories
from tests.conftest import Run
from tests.databases import Database

pytestmark = pytest.mark.anyio
DEAD = "postgresql://me:s3cret@127.0.0.1:1/props"


@pytest.fixture(autouse=True)
async def _afresh() -> AsyncIterator[None]:
    yield
    await layer.close_connections()
    api._connections = layer.Connections()


async def test_every_public_name_of_the_data_layer_can_be_imported() -> None:
    assert all(getattr(layer, name) is not None for name in layer.__all__)
    assert {*layer.__all__} <= {*dir(layer)}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = layer.nothing


async def test_data_layer_reads_settings_at_first_use(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DATABASE_POOL_SIZE", "3")
    monkeypatch.setenv("DATABASE_MAX_OVERFLOW", "4")

    async with layer.get_db_session() as work:
        work.add(Meta(key="test", value="x"))
    async for reader in layer.get_db_reader():
        assert await reader.get(Meta, "test") is not None

    found = await layer.get_db_info()
    assert (found["pool_size"], found["max_overflow"], found["checked_out"]) == (3, 4, 0)
    assert found["checked_in"] >= 1


async def test_get_db_commits_at_the_end_of_a_request(database: Database) -> None:
    await layer.init_connections(database.url)
    async for work in layer.get_db():
        work.add(Meta(key="test", value="x"))

    assert database.rows("SELECT value FROM bbprops_meta WHERE key = 'test'") == [("x",)]


async def test_get_db_rolls_back_a_failed_request(database: Database) -> None:
    await layer.init_db(database.url)
    dependency = layer.get_db()
    work = await anext(dependency)
    work.add(Meta(key="test", value="x"))
    await work.flush()
    with pytest.raises(ZeroDivisionError):
        await dependency.athrow(ZeroDivisionError())

    assert database.rows("SELECT value FROM bbprops_meta WHERE key = 'test'") == []


async def test_health_checks_pass_with_database_and_redis(database: Database, redis_server: str) -> None:
    await layer.init_connections(database.url, redis_server)

    assert await layer.check_db_connection() == (True, None)
    assert await layer.check_redis_connection() == (True, None)
    assert await layer.check_all_connections() == (True, None)


async def test_health_checks_pass_without_redis(database: Database) -> None:
    await layer.init_connections(database.url)

    assert layer.get_redis_client() is None
    assert await layer.check_all_connections() == (True, None)
    assert (await layer.get_redis_info())["configured"] is False


async def test_redis_client_returns_bytes_and_info_has_pool_figures(redis_server: str) -> None:
    client = await layer.init_redis(redis_server)
    assert client is not None
    await client.set(b"\xff", b"\x00")

    async for same in layer.get_redis():
        assert same is client is layer.get_redis_client()
    found = await layer.get_redis_info()
    assert (found["configured"], found["checked_out"], found["max_connections"]) == (True, 0, 50)
    assert found["checked_in"] == 1
    assert found["version"]
    await layer.close_redis()


async def test_health_check_names_unreachable_servers_without_passwords() -> None:
    await layer.init_connections(DEAD, "redis://me:s3cret@127.0.0.1:1/0")
    started = time.monotonic()
    healthy, error = await layer.check_all_connections()

    assert not healthy
    assert "The database at me@127.0.0.1:1/props cannot be reached" in str(error)
    assert "Redis cannot be reached" in str(error)
    shown = f"{error} {await layer.get_db_info()} {await layer.get_redis_info()}"
    assert "s3cret" not in shown
    assert "postgresql://me:***@127.0.0.1:1/props" in shown
    assert "redis://me:***@127.0.0.1:1/0" in shown
    assert time.monotonic() - started < 2


@pytest.mark.slow
async def test_health_check_of_silent_servers_ends_within_four_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        await layer.init_connections(f"postgresql://127.0.0.1:{port}/props", f"redis://127.0.0.1:{port}")
        started = time.monotonic()
        healthy, error = await layer.check_all_connections()

    assert (healthy, time.monotonic() - started < 4) == (False, True)
    assert "The database did not answer within 3 seconds. Redis" in str(error)


async def test_invalid_url_fails_when_the_service_starts() -> None:
    with pytest.raises(UsageError, match="'mysql' is not supported"):
        await layer.init_connections("mysql://db/props")
    with pytest.raises(UsageError, match="'http' is not supported"):
        await layer.init_connections("sqlite:///x.db", "http://cache")


async def test_second_database_is_independent_of_the_default_one(
    database: Database, sqlite_template: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    await layer.init_connections(database.url)
    async with layer.Connections(f"sqlite:///{sqlite_template}") as other, other.database.reading() as elsewhere:
        async with layer.get_db_session() as work:
            work.add(Meta(key="test", value="x"))
        assert await elsewhere.scalar(text("SELECT count(*) FROM bbprops_meta WHERE key = 'test'")) == 0


async def test_databases_never_share_cached_answers(
    database: Database, sqlite_template: object, redis_server: str, redis_prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def mine() -> str:
        return "mine"

    async def others() -> str:
        return "others"

    elsewhere = f"sqlite:///{sqlite_template}"
    async with (
        layer.Connections(database.url, redis_server) as here,
        layer.Connections(database.url, redis_server) as again,
        layer.Connections(elsewhere, redis_server) as mixing,
        layer.Connections(elsewhere, redis_server, key_prefix=f"{redis_prefix}-2") as apart,
    ):
        assert await here.cache.cached("slips:1", mine) == "mine"
        assert await again.cache.cached("slips:1", others) == "mine"  # the same database
        for _ in range(2):
            assert await mixing.cache.cached("slips:1", others) == "others"
        assert caplog.text.count("pass a key_prefix") == 1
        assert [await apart.cache.cached("slips:1", each) for each in (others, mine)] == ["others"] * 2
    async with layer.Connections(elsewhere, redis_server) as alone:  # the connections of the other database are closed
        await alone.cache.invalidate({"slips"})
        assert [await alone.cache.cached("slips:1", each) for each in (others, mine)] == ["others"] * 2


def add(session: Session, line: float) -> None:
    factories.new_prop(session, f"Ada {line}", line=line)


async def answer(work: layer.AsyncWork) -> list[dict[str, object]]:
    return await work.read(boards.first, layer.Board("NFL", week=5))


async def board_lines(asked: list[str]) -> object:
    async def compute() -> object:
        asked.append("the database")
        async with layer.connections().database.reading(primary=True) as work:
            return await answer(work)

    found = await layer.cached(layer.Board("NFL", week=5).scope, compute)
    return [prop["line"] for prop in found]


async def test_cached_answer_is_served_until_a_commit_changes_it(
    database: Database, redis_server: str, redis_prefix: str
) -> None:
    await layer.init_connections(database.url, redis_server)
    asked: list[str] = []
    for line in (7.5, 8.5):
        async with layer.get_db_session() as work:
            await work.run_sync(add, line)
        lines = [await board_lines(asked), await board_lines(asked)]

    assert lines == [[7.5, 8.5]] * 2
    assert len(asked) == 2


@pytest.mark.parametrize("statement", ["UPDATE prop_markets SET line = 9.5", "DELETE FROM prop_markets"])
async def test_statement_with_unknown_rows_invalidates_every_answer(
    database: Database, redis_server: str, redis_prefix: str, statement: str
) -> None:
    await layer.init_connections(database.url, redis_server)
    async with layer.get_db_session() as work:
        await work.run_sync(add, 7.5)
    before = await board_lines([])
    async with layer.get_db_session() as work:
        await (await work.connection()).execute(text(statement))

    assert before == [7.5]
    assert await board_lines([]) == ([9.5] if "UPDATE" in statement else [])


async def test_change_by_the_command_line_invalidates_answers_of_an_api(
    database: Database, run: Run, redis: object, redis_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "TIMEOUT_SECONDS", 10)  # a slow machine must not fail this test
    await layer.init_connections(database.url, redis_server)
    with database.session() as session:
        prop = factories.new_prop(session, line=7.5)
    asked: list[str] = []
    update = ("props", "update", str(prop.id), "--line", "8.5")
    before = [await board_lines(asked), await board_lines(asked)]

    assert run(*update, "--dry-run").exit_code == 0
    tried = await board_lines(asked)
    assert run(*update).exit_code == 0

    assert [*before, tried, await board_lines(asked), await board_lines(asked)] == [[7.5]] * 3 + [[8.5]] * 2
    assert len(asked) == 2


async def test_session_without_writes_invalidates_nothing(
    database: Database, redis_server: str, redis_prefix: str
) -> None:
    await layer.init_connections(database.url, redis_server)
    asked: list[str] = []
    await board_lines(asked)
    async with layer.get_db_session() as work:
        await work.scalar(text("SELECT 1"))
        await answer(work)
    await board_lines(asked)
    await layer.forget({"props:NFL"})
    await board_lines(asked)

    assert len(asked) == 2


async def test_request_cancelled_after_its_commit_still_invalidates(
    database: Database, redis_server: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await layer.init_connections(database.url, redis_server)
    await board_lines([])
    committed = asyncio.Event()

    async def commit(work: layer.AsyncWork) -> None:
        await super(layer.AsyncWork, work).commit()
        committed.set()
        await asyncio.sleep(10)

    monkeypatch.setattr(layer.AsyncWork, "commit", commit)

    async def request() -> None:
        async with layer.get_db_session() as work:
            await work.run_sync(add, 7.5)

    task = asyncio.create_task(request())
    await committed.wait()
    task.cancel()
    await asyncio.wait([task])

    assert await board_lines([]) == [7.5]
