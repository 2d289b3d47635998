"""Async units of work keep the guarantees of the command line, and pools lose no connection."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import delete

from bbprops_cli.catalog import PROPS, USERS
from bbprops_cli.db import AsyncWork
from bbprops_cli.db import Database as Async
from bbprops_cli.db.connection.async_drivers import Patience
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Busy, Conflict, InvalidInput, Locked, NotFound, NotMigrated, Unreachable, UsageError
from bbprops_cli.models import Meta, PropMarket, User
from bbprops_cli.queries import references
from bbprops_cli.queries.db import seed
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request
from tests import factories, snapshots
from tests.databases import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
async def db(database: Database) -> AsyncIterator[Async]:
    """The database of this test, with at most three connections."""
    async with closing(Async(database.url, pool_size=2, max_overflow=1)) as opened:
        yield opened


class closing:  # noqa: N801 - as in contextlib
    def __init__(self, database: Async) -> None:
        self.database = database

    async def __aenter__(self) -> Async:
        return self.database

    async def __aexit__(self, *_: object) -> None:
        await self.database.close()


def stored(database: Database) -> list[str]:
    return [key for (key,) in database.rows("SELECT key FROM bbprops_meta WHERE key LIKE 'test%' ORDER BY key")]


async def test_async_session_commits_at_its_end(db: Async, database: Database) -> None:
    async with db.session() as work:
        work.add(Meta(key="test", value="x"))

    assert stored(database) == ["test"]


async def fail_midway(db: Async, calls: list[str]) -> None:
    async with db.session() as work:
        work.add(Meta(key="test", value="x"))
        await work.flush()
        work.after_commit(lambda: calls.append("called"))
        raise ZeroDivisionError


async def test_failed_async_session_rolls_back_and_skips_after_commit_calls(db: Async, database: Database) -> None:
    calls: list[str] = []

    with pytest.raises(ZeroDivisionError):
        await fail_midway(db, calls)

    assert (stored(database), calls, db.info()["checked_out"]) == ([], [], 0)


async def test_after_commit_takes_functions_and_coroutines(db: Async, database: Database) -> None:
    found: list[list[str]] = []

    async def hear() -> None:
        found.append(stored(database))

    async with db.session() as work:
        work.add(Meta(key="test", value="x"))
        work.after_commit(lambda: found.append(stored(database)))
        work.after_commit(hear)

    assert found == [["test"], ["test"]]


async def write(unit: AbstractAsyncContextManager[AsyncWork]) -> None:
    async with unit as work:
        work.add(Meta(key="test", value="x"))
        await work.flush()


async def test_async_reading_refuses_writes(db: Async, database: Database) -> None:
    with pytest.raises(Conflict, match=r"read-?only"):
        await write(db.reading())

    assert stored(database) == []


async def test_async_transaction_sets_its_time_limits_locally(db: Async) -> None:
    if db.where.dialect.name == "sqlite":
        async with db.session() as work:
            names = ("busy_timeout", "journal_mode", "foreign_keys")
            found = [await work.scalar(text(f"PRAGMA {name}")) for name in names]
        assert found == [5000, "wal", 1]
        return
    asked = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('jit')"
    async with db.session() as work:
        connection = await work.connection()
        assert tuple((await connection.execute(text(asked))).one()) == ("30s", "10s", "off")
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await work.commit()
        assert tuple(await raw.fetchrow(asked)) == ("0", "0", "on")


async def test_async_connection_names_itself_or_has_our_sql_functions(db: Async) -> None:
    if db.where.dialect.name == "postgresql":
        async with db.reading() as work:
            name = await work.scalar(text("SELECT current_setting('application_name')"))
        assert name.startswith("bbprops api ")
    else:
        async with db.session() as work:
            assert len(await work.scalar(text("SELECT uuid7()"))) == 32
            assert await work.scalar(text("""SELECT canonical_json('{"b": 1.0}')""")) == '{"b":1}'


async def test_async_session_returns_ids_and_times_as_python_types(db: Async, database: Database) -> None:
    with database.session() as session:
        made = factories.new_user(session)
    async with db.reading() as work:
        found = await work.get(User, made.id)

    assert found is not None
    assert (found.id, found.created_at, found.user_metadata) == (made.id, made.created_at, {})


def page(db: Db, request: Request) -> list[Any]:
    return list(listing.open_page(db, request))


async def test_async_list_returns_what_the_command_line_lists(db: Async, database: Database) -> None:

    with database.session() as session:
        for week in (4, 5, 5):
            factories.new_prop(session, "José 100%", week=week, odds=None)
    where = (
        "line > 1.5 and created_at > 2020-01-01 and player_name like 'jos%\\%' and odds is null and is_active = true"
    )
    request = Request(PROPS, "", (Filter("week", "=", 5),), where, "-line", "", 10)

    async with db.reading() as work:
        found = await work.read(page, request)

    with reading(parse(database.url)) as there:
        assert found == page(there, request)
    assert len(found) == 2


async def test_async_list_without_a_limit_is_invalid_input(db: Async) -> None:
    if db.where.dialect.name == "postgresql":
        with pytest.raises(InvalidInput, match="without a limit"):
            async with db.reading() as work:
                await work.read(page, Request(PROPS))


async def test_sync_helpers_run_inside_an_async_session(db: Async) -> None:
    async with db.session() as work:
        added = await work.run_sync(seed.seed)
    async with db.session() as work:
        again = await work.run_sync(seed.seed)

    assert added["prop_markets"] > 10
    assert again == {}


async def test_async_session_resolves_a_reference_or_raises_not_found(db: Async, database: Database) -> None:
    with database.session() as session:
        user = factories.new_user(session, "ana@example.com")
    async with db.reading() as work:
        assert await work.read(references.resolve, USERS, "ana@example.com") == str(user.id)
        with pytest.raises(NotFound, match=r"user .* does not exist"):
            await work.read(references.resolve, USERS, "nobody")


SLOW = {
    "postgresql": "SELECT pg_sleep(0.03)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT max(i) FROM n",
}


async def test_cancelled_requests_leak_no_connection(db: Async, database: Database) -> None:
    async def request() -> None:
        async with db.session() as work:
            await work.scalar(text(SLOW[database.kind]))

    dice = random.Random(5)
    tasks = [asyncio.create_task(request()) for _ in range(150)]
    for task in tasks:
        await asyncio.sleep(dice.random() * 0.004)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert db.info()["checked_out"] == 0
    await asyncio.gather(*(request() for _ in range(3)))  # the whole pool is available
    if database.kind == "postgresql":
        ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'bbprops api%%' AND datname = %s"
        assert database.rows(ours, database.name)[0][0] <= 3


async def test_cancelled_request_holds_no_lock(db: Async, database: Database) -> None:
    async def request(begun: asyncio.Event) -> None:
        async with db.session() as work:
            await work.scalar(text("SELECT 1"))
            begun.set()
            for _ in range(1000):
                await work.scalar(text(SLOW[database.kind]))

    kept: list[Any] = []  # with its traceback, and all that its frames hold
    for _ in range(8):
        begun = asyncio.Event()
        task = asyncio.create_task(request(begun))
        await begun.wait()
        await asyncio.sleep(0.002)
        task.cancel()
        kept += await asyncio.gather(task, return_exceptions=True)

    assert {type(each) for each in kept} == {asyncio.CancelledError}
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('test', 'x')")  # waits for five seconds at most
    assert stored(database) == ["test"]


async def test_pool_without_a_free_connection_is_busy(database: Database) -> None:
    async with closing(Async(database.url, pool_size=1, max_overflow=0)) as db:
        db._writer.sync_engine.pool._timeout = 0.05  # type: ignore[attr-defined]  # instead of five seconds
        async with db.session() as first:
            await first.connection()
            with pytest.raises(Busy, match="in use"):
                async with db.session() as second:
                    await second.connection()


async def test_unpooled_database_keeps_no_connection(database: Database) -> None:
    db = Async(database.url, pooled=False)
    async with db.reading() as work:
        await work.scalar(text("SELECT 1"))

    assert (db.info()["pool_size"], db.info()["checked_in"]) == (0, 0)


async def test_connections_ended_by_the_server_are_replaced(db: Async, database: Database) -> None:
    if database.kind == "postgresql":
        for _ in range(2):
            async with db.reading() as work:
                await work.scalar(text("SELECT 1"))
            database.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'bbprops api%'"
            )
    async with db.reading() as work:
        assert await work.scalar(text("SELECT 1")) == 1


async def test_two_databases_can_be_open_at_the_same_time(db: Async, database: Database, sqlite_template: Any) -> None:
    other = Async(f"sqlite:///{sqlite_template}")
    async with closing(other), db.session() as work, other.reading() as elsewhere:
        work.add(Meta(key="test", value="x"))
        await work.flush()
        assert await elsewhere.get(Meta, "test") is None

    assert stored(database) == ["test"]


async def test_async_session_refuses_writes_to_another_environment(
    db: Async, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'staging')")
    monkeypatch.setenv("BBPROPS_ENV", "production")

    with pytest.raises(Conflict, match="BBPROPS_ENV is production"):
        async with db.session():
            pass
    async with db.reading() as work:
        assert await work.get(Meta, "environment") is not None


async def test_async_read_only_setting_is_enforced_by_the_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")
    async with closing(Async(database.url)) as db:
        with pytest.raises(Exception, match=r"read-?only"):
            await write(db.session())


async def test_silent_server_is_unreachable(pg_server: str) -> None:
    async with closing(Async(pg_server, patience=Patience("1min", 0.2))) as db:
        with pytest.raises(Unreachable, match="cannot be reached"):
            async with db.reading() as work:
                await work.scalar(text("SELECT pg_sleep(3)"))
        async with db.reading() as work:
            assert await work.scalar(text("SELECT 1")) == 1


async def test_missing_database_or_tables_are_not_migrated(empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.url.removeprefix("sqlite:///")).touch()
        missing = f"{empty_database.url}.nowhere"
    else:
        missing = f"{empty_database.url}_nowhere"
    for url in (empty_database.url, missing):
        async with closing(Async(url)) as db:
            with pytest.raises(NotMigrated) as caught:
                async with db.reading() as work:
                    await work.get(Meta, "test")
            assert caught.value.hint.startswith("Run: bbprops db ")


async def test_change_of_a_locked_snapshot_through_the_orm_raises_locked(database: Database) -> None:
    snapshots.make(database, "kept")
    snapshots.lock(database, "kept")
    async with closing(Async(database.url)) as db:
        with pytest.raises(Locked):
            async with db.session() as work:
                await work.exec(delete(PropMarket))


async def test_row_that_a_constraint_refuses_is_an_integrity_error(db: Async) -> None:
    with pytest.raises(IntegrityError, match="meta"):
        async with db.session() as work:
            work.add_all([Meta(key="test", value=each) for each in "xy"])


@pytest.mark.parametrize(("column_type", "value"), [("int", 2**70), ("text", "\0"), ("text", "\ud800")])
async def test_value_outside_a_column_type_is_invalid_input(pg_server: str, column_type: str, value: object) -> None:
    async with closing(Async(pg_server)) as db:
        with pytest.raises(InvalidInput) as caught:
            async with db.reading() as work:
                await work.scalar(text(f"SELECT CAST(:value AS {column_type})"), {"value": value})
    assert str(caught.value).encode()  # the message can be encoded


async def test_refused_database_login_is_named_as_such(pg_server: str) -> None:
    async with closing(Async(pg_server.replace("postgres@", "nobody@"))) as db:
        assert await db.check() == (False, 'The database refused the login: role "nobody" does not exist.')


async def test_file_that_is_not_a_database_is_not_healthy(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Ada, " * 1000)
    async with closing(Async(f"sqlite:///{path}")) as db:
        healthy, error = await db.check()

    assert (healthy, "file is not a database" in str(error)) == (False, True)


async def test_statement_over_its_time_limit_is_busy(pg_server: str) -> None:
    async with closing(Async(pg_server, patience=Patience("50ms"))) as db:
        with pytest.raises(Busy, match="took too long"):
            async with db.reading() as work:
                await work.scalar(text("SELECT pg_sleep(3)"))


async def test_async_connection_has_keepalives_and_takes_settings_of_the_session(pg_server: str) -> None:
    parameters = "?tcp_user_timeout=7000&options=-c%20search_path%3Delsewhere&gssencmode=prefer"
    async with closing(Async(pg_server + parameters)) as db, db.reading() as work:
        assert await work.scalar(text("SHOW search_path")) == "elsewhere"
        driver = await (await work.connection()).get_raw_connection()
        ours = driver.driver_connection._transport.get_extra_info("socket")  # type: ignore[union-attr]
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 7000


@pytest.mark.parametrize(
    "parameter", ["require_auth=scram-sha-256", "requirepeer=postgres", "gssencmode=require", "sslcrldir=%2Fetc"]
)
def test_protection_that_asyncpg_cannot_give_is_refused(pg_server: str, parameter: str) -> None:
    with pytest.raises(UsageError, match=f"{parameter.partition('=')[0]} cannot be kept by asyncpg"):
        Async(f"{pg_server}?{parameter}")


def test_parameters_that_asyncpg_ignores_are_named_in_the_log(pg_server: str, caplog: pytest.LogCaptureFixture) -> None:
    Async(f"{pg_server}?sslsni=0&channel_binding=require")

    said = "\n".join(caplog.messages)
    assert "asyncpg ignores parameters of DATABASE_URL: sslsni" in said
    assert "no channel binding: the connection is encrypted, with sslmode=require" in said


async def test_url_parameters_of_hosting_services_are_understood(pg_server: str) -> None:
    parameters = "?sslmode=prefer&connect_timeout=2&channel_binding=prefer"
    async with closing(Async(pg_server.replace("postgresql:", "postgresql+asyncpg:") + parameters)) as db:
        assert await db.check() == (True, None)
    async with closing(Async(f"{pg_server}?channel_binding=require")) as db:
        healthy, error = await db.check()
    assert not healthy
    assert "SSL" in str(error)  # the server of the tests has no SSL
