"""Reads from a real streaming replica while it keeps up, while it lags, and after it has died."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from bbprops_cli import invocation
from bbprops_cli.db import Database as Async
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import Unreachable
from bbprops_cli.invocation import Invocation
from bbprops_cli.models import Meta
from tests import command_line, factories, servers
from tests.databases import Database

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


class Pair(NamedTuple):
    primary: Database
    replica: Database
    guard: "subprocess.Popen[bytes]"


@pytest.fixture
def pair() -> Iterator[Pair]:
    binaries = servers.postgres_binaries()
    assert binaries
    guard, url = servers.start_postgres(binaries)
    migrations.upgrade(url)
    with tempfile.TemporaryDirectory(prefix="bbprops-replica-") as folder:
        Path(folder).chmod(0o755)
        second, there = servers.start_replica(url, Path(folder) / "cluster")
        yield Pair(Database("postgresql", url), Database("postgresql", there), second)
        servers.stop(second)
        servers.stop(guard)


@pytest.fixture
def _used(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", pair.primary.url)
    monkeypatch.setenv("DATABASE_REPLICA_URL", pair.replica.url)
    monkeypatch.setenv("DATABASE_REPLICA_MAX_LAG", "1")


def fall_behind(pair: Pair) -> None:
    """Pause the replay, and let a second pass after a change."""
    pair.replica.rows("SELECT pg_wal_replay_pause()")
    pair.primary.rows("UPDATE bbprops_meta SET value = value || 'x'")
    with pair.primary.session() as session:
        factories.new_prop(session, "Late Comer")
    time.sleep(1.2)


def caught_up(pair: Pair, sql: str) -> None:
    patience = time.monotonic() + 10
    while not pair.replica.rows(sql):
        assert time.monotonic() < patience
        time.sleep(0.02)


@pytest.mark.usefixtures("_used")
def test_lists_come_from_the_replica_until_it_lags_or_dies(pair: Pair) -> None:
    with pair.primary.session() as session:
        factories.new_prop(session, "Ada Example")
    caught_up(pair, "SELECT 1 FROM prop_markets")
    listed = ("props", "list", "-v", "-o", "csv", "--fields", "player_name")

    kept_up = command_line.call_main(*listed)
    assert (kept_up.exit_code, kept_up.stdout) == (0, "player_name\nAda Example\n")
    assert f"reading from the replica {parse(pair.replica.url)}\n" in kept_up.stderr
    assert command_line.call_main("props", "list", "-o", "csv").stderr == ""

    fall_behind(pair)
    late = command_line.call_main(*listed)
    assert late.stdout == "player_name\nAda Example\nLate Comer\n"
    assert " s behind; reading from the primary, " in late.stderr
    verified = command_line.call_main("snapshots", "verify", "--all", "-v")
    assert "replica" not in verified.stderr

    servers.stop(pair.guard)
    dead = command_line.call_main(*listed)
    assert (dead.exit_code, dead.stdout) == (0, late.stdout)
    assert "does not answer; reading from the primary, " in dead.stderr


@pytest.mark.usefixtures("_used")
def test_command_reads_its_own_writes_from_the_primary(pair: Pair) -> None:
    def where_reads_go() -> bool:
        with reading() as db:
            cursor = db.connection.cursor()
            cursor.execute("SELECT pg_is_in_recovery()")
            return bool(cursor.fetchone()[0])

    caught_up(pair, "SELECT 1 FROM alembic_version")
    with invocation.entered(Invocation()):
        before = where_reads_go()
        with pair.primary.session() as session:
            session.add(Meta(key="test", value="x"))
        assert (before, where_reads_go()) == (True, False)


async def dies_in_the_middle(db: Async, pair: Pair) -> None:
    async with db.reading() as work:
        assert await work.scalar(text("SELECT pg_is_in_recovery()"))
        servers.stop(pair.guard)
        await work.scalar(text("SELECT 1"))


@pytest.mark.usefixtures("_used")
async def test_api_reads_from_the_replica_until_it_lags_or_dies(pair: Pair) -> None:
    async def from_replica(*, primary: bool = False) -> bool:
        async with db.reading(primary=primary) as work:
            return bool(await work.scalar(text("SELECT pg_is_in_recovery()")))

    pair.primary.rows("INSERT INTO bbprops_meta VALUES ('test', 'x')")
    caught_up(pair, "SELECT 1 FROM bbprops_meta WHERE key = 'test'")
    db = Async()
    try:
        assert (await from_replica(), await from_replica(primary=True)) == (True, False)
        fall_behind(pair)
        assert not await from_replica()
        assert str(db.info()["replica_fault"]).endswith("s behind")

        pair.replica.rows("SELECT pg_wal_replay_resume()")
        caught_up(pair, "SELECT 1 FROM prop_markets")
        time.sleep(3)
        assert await from_replica()

        with pytest.raises(Unreachable):
            await dies_in_the_middle(db, pair)
        assert not await from_replica()
        assert db.info()["replica_fault"]
    finally:
        await db.close()


def test_primary_given_as_replica_is_reported(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", pair.primary.url)
    monkeypatch.setenv("DATABASE_REPLICA_URL", pair.primary.url)
    found = command_line.call_main("props", "list", "-v")

    assert (found.exit_code, "is not a replica; reading from the primary" in found.stderr) == (0, True)
