"""`db stats`."""

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any

import pytest

from tests import servers
from tests.conftest import Run
from tests.databases import Database


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("what", ["tables", "indexes", "statements", "locks"])
def test_stats_on_sqlite_is_one_note(run: Run, what: str) -> None:
    result = run("db", "stats", what, "-o", "json")

    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert result.stderr == "SQLite keeps no statistics; size and rows: bbprops db info\n"


@pytest.mark.parametrize("kind", ["postgresql"])
def test_stats_tables_shows_size_and_scans(run: Run, database: Database) -> None:
    database.rows("ANALYZE users")

    result = run("db", "stats", "-o", "json")

    rows = {row["table"]: row for row in json.loads(result.stdout)}
    assert result.exit_code == 0
    assert rows.keys() >= {"users", "snapshots", "prop_markets", "alembic_version"}
    assert rows["users"]["analyzed"].endswith("Z")
    assert rows["users"]["index_bytes"] > 0
    assert "% of blocks found in memory" in result.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_stats_indexes_tells_used_unused_and_unique_apart(run: Run, database: Database) -> None:
    database.rows("SET enable_seqscan = off; SELECT FROM users WHERE email = 'a'; SELECT pg_stat_force_next_flush()")

    result = run("db", "stats", "indexes", "-o", "json")

    states = {row["index"]: row["state"] for row in json.loads(result.stdout)}
    assert states["uq_users_email"] == "used"
    assert states["uq_users_username"] == "keeps unique"
    assert states["ix_prop_markets_player_name"] == "unused"


@pytest.mark.parametrize("kind", ["postgresql"])
def test_stats_locks_shows_holder_and_waiter(run: Run, database: Database) -> None:
    with _waiting(database), closing(database.connect()) as holder:
        holder.cursor().execute("BEGIN; LOCK TABLE users")
        pid = holder.info.backend_pid
        until = time.monotonic() + 20
        rows: list[dict[str, Any]] = []
        while time.monotonic() < until and not any(row["waits_for"] for row in rows):
            rows = json.loads(run("db", "stats", "locks", "-o", "json").stdout)

    held, waiting = sorted(rows, key=lambda row: row["waits_for"] or "")
    assert (held["pid"], held["holds"], held["blocked_by"]) == (pid, "AccessExclusive users", [])
    assert (waiting["waits_for"], waiting["blocked_by"]) == ("RowExclusive users", [pid])


@contextmanager
def _waiting(database: Database) -> Iterator[None]:
    """Another client that writes to users a moment later."""

    def write() -> None:
        time.sleep(0.3)
        database.rows("DELETE FROM users")

    thread = Thread(target=write)
    thread.start()
    yield
    thread.join(30)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_stats_statements_says_how_to_count_them(run: Run) -> None:
    result = run("db", "stats", "statements", "-o", "json")

    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "this server does not count statements; add pg_stat_statements to" in result.stderr


@pytest.mark.slow
def test_stats_statements_leaves_passwords_out(run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = servers.postgres_binaries()
    assert binaries
    settings = {**servers.FORGETFUL, "shared_preload_libraries": "pg_stat_statements"}
    guard, url = servers.start_postgres(binaries, settings=settings)
    try:
        server = Database("postgresql", url)
        server.rows("CREATE EXTENSION pg_stat_statements")
        server.rows("CREATE ROLE ana PASSWORD 'open sesame'")
        server.rows("SELECT 1 AS\n  one, pg_sleep(0.1)")
        monkeypatch.setenv("DATABASE_URL", url)

        result = run_here("db", "stats", "statements", "-o", "json")
    finally:
        servers.stop(guard)

    slowest = json.loads(result.stdout)[0]
    assert (slowest["statement"], slowest["calls"]) == ("SELECT $1 AS one, pg_sleep($2)", 1)
    assert "sesame" not in result.stdout
