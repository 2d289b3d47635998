"""Connections through PgBouncer in transaction mode, where each transaction may get another server connection."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bbprops_cli.catalog import PROPS
from bbprops_cli.db import Database as Async
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.models import Meta
from bbprops_cli.queries.lists.listing import Request
from tests import command_line, databases, factories, servers
from tests.databases import Database
from tests.db.connection.test_async_session import page

pytestmark = pytest.mark.anyio


@pytest.fixture
def behind(pg_server: str, pg_template: str) -> Iterator[Database]:
    with (
        databases.postgres_database(pg_server, template=pg_template) as database,
        servers.pgbouncer(database.url) as url,
    ):
        yield Database("postgresql", url)


async def test_many_sessions_share_two_server_connections_of_pgbouncer(behind: Database) -> None:
    db = Async(behind.url, pool_size=12)

    async def request(number: int) -> int:
        async with db.session() as work:
            work.add(Meta(key=f"test{number}", value="x"))
            await work.flush()
            found = await work.scalar(
                text("SELECT count(*) FROM bbprops_meta WHERE key = :key"), {"key": f"test{number}"}
            )
            assert await work.scalar(text("SELECT current_setting('statement_timeout')")) == "30s"
            await work.read(page, Request(PROPS, limit=5))
        return int(found or 0)

    assert await asyncio.gather(*(request(number) for number in range(60))) == [1] * 60
    assert behind.rows("SELECT current_setting('statement_timeout'), count(*) FROM bbprops_meta") == [("0", 60)]
    assert behind.rows("SELECT count(*) FROM pg_prepared_statements") == [(0,)]
    await db.close()


async def test_cancelled_requests_leave_no_transaction_open_behind_pgbouncer(behind: Database) -> None:
    db = Async(behind.url, pool_size=6, max_overflow=0)

    async def request() -> None:
        async with db.session() as work:
            await work.scalar(text("SELECT pg_sleep(0.03)"))

    dice = random.Random(5)
    tasks = [asyncio.create_task(request()) for _ in range(80)]
    for task in tasks:
        await asyncio.sleep(dice.random() * 0.008)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert db.info()["checked_out"] == 0
    await asyncio.gather(*(request() for _ in range(6)))
    at_work = "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert behind.rows(f"{at_work} AND state <> 'idle'") == []
    assert len(behind.rows(at_work)) <= 2
    await db.close()


def test_backup_through_pgbouncer_is_refused(behind: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", behind.url)
    refused = command_line.call_main("db", "backup", str(tmp_path / "backup"))

    assert (refused.exit_code, "Point DATABASE_URL at the server itself" in refused.stderr) == (5, True)
    for _ in range(3):  # pg_dump would have changed the search_path of a shared connection
        assert command_line.call_main("props", "list").exit_code == 0


def test_command_line_leaves_no_session_state_behind_pgbouncer(
    behind: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", behind.url)
    with behind.session() as session:
        factories.new_prop(session, "Ada Example")
    listed = command_line.call_main("props", "list", "-o", "csv", "--fields", "player_name")

    assert (listed.exit_code, listed.stdout, listed.stderr) == (0, "player_name\nAda Example\n", "")
    with reading(parse(behind.url)) as db:
        assert db.dialect.name == "postgresql"
    assert behind.rows("SELECT current_setting('statement_timeout')") == [("0",)]
