"""Dumps, restores and copies keep digests and guards, and every check passes on the copy."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import guards, structure
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database, postgres_database

# What a careless copy would change: precision, time zones, escapes, JSON numbers, the last code points.
HOSTILE = (
    "UPDATE prop_markets SET line = 0.1, odds = 1.0000000000000002, player_name = %s, extra_metadata = %s,"
    " game_date = '2025-10-05 17:00:00.000001' WHERE external_id = 'kept-1'"
)
NAME, METADATA = "a\\n\t'\"\u202e\U0010ffff\x7f", '{"e": 1e-300, "\\\\": "\\u2028", "n": 0.30000000000000004}'


@pytest.fixture
def source(database: Database) -> Database:
    """One locked snapshot of hostile values, unlocked and locked again; and one that is not locked."""
    snapshots.make(database, "kept")
    snapshots.make(database, "open")
    database.rows(HOSTILE, NAME, METADATA)
    snapshots.lock(database, "kept")
    snapshots.unlock(database, "kept")
    snapshots.lock(database, "kept")
    return database


def locks(database: Database) -> list[object]:
    """Digests in the rows and in the log."""
    rows = "SELECT snapshot_id, content_sha256, content_props, locked_by FROM snapshots WHERE is_locked ORDER BY 1"
    log = "SELECT id, action, content_sha256, actor, client, reason FROM snapshot_lock_events ORDER BY id"
    return [database.rows(rows), database.rows(log)]


def same(source: Database, copy: Database, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Require that the copy has the digests and guards of its source, and can be used."""
    assert locks(copy) == locks(source)
    monkeypatch.setenv("DATABASE_URL", copy.url)
    checked, verified = run("db", "check"), run("snapshots", "verify", "--all")
    assert (checked.exit_code, verified.exit_code) == (0, 0), checked.stdout + verified.stderr
    assert verified.stderr == "verified 1 locked snapshot and the guards: no differences\n"
    for statement in (
        "DELETE FROM prop_markets",
        "UPDATE snapshots SET week = 6",
        "DELETE FROM snapshot_lock_events",
    ):
        with pytest.raises((psycopg2.IntegrityError, sqlite3.IntegrityError)):
            copy.rows(statement)
    assert run("snapshots", "lock", "open").exit_code == 0
    assert run("snapshots", "unlock", "kept", "--reason", "it was only a test").exit_code == 0


@pytest.fixture
def copy(pg_server: str) -> Iterator[Database]:
    """An empty database to restore into."""
    with postgres_database(pg_server, template="template0") as empty:
        yield empty


def shell(tools: Path, script: str, source: Database, copy: Database) -> None:
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "A": source.url, "B": copy.url}
    done = subprocess.run(["/bin/sh", "-ec", script], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr


PSQL = 'psql -X -q -v ON_ERROR_STOP=1 -d "$B" >psql.out'


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    "script",
    [
        f'pg_dump "$A" >dump.sql; {PSQL} -1 <dump.sql',
        f'pg_dump --inserts "$A" >dump.sql; {PSQL} <dump.sql',
        'pg_dump -Fc -f dump "$A"; pg_restore -e -d "$B" dump',
        'pg_dump -Fd -f dump "$A"; pg_restore -e -j 2 -d "$B" dump',
        # over a database that has locked snapshots already
        'pg_dump -Fc -f dump "$A"; pg_restore -e -d "$B" dump; pg_restore -c --if-exists -1 -d "$B" dump',
    ],
    ids=["plain", "inserts", "custom", "parallel", "over"],
)
def test_restored_pg_dump_keeps_digests_and_guards(
    source: Database, copy: Database, tools: Path, run: Run, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    shell(tools, script, source, copy)

    same(source, copy, run, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
def test_restore_without_grants_is_reported_as_changed_guards(source: Database, copy: Database, tools: Path) -> None:
    shell(tools, 'pg_dump -Fc -f dump "$A"; pg_restore -e --no-privileges -d "$B" dump', source, copy)

    wrong = dict(guards.differences(parse(copy.url)))

    assert wrong["function bbprops_unlock_snapshot(text, text)"] == "the guard is changed, or everybody may call it"
    copy.rows("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    assert guards.differences(parse(copy.url)) == []
    assert structure.drift(parse(copy.url)) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
def test_plain_insert_of_locked_snapshots_from_a_dump_is_refused(source: Database, copy: Database, tools: Path) -> None:
    shell(tools, f'pg_dump -s "$A" >schema.sql; {PSQL} <schema.sql', source, copy)
    data = 'pg_dump -a -t snapshots --inserts "$A" >data.sql; psql -X -q -v ON_ERROR_STOP=1 -d "$B" <data.sql'

    with pytest.raises(AssertionError, match="a snapshot cannot be created locked"):
        shell(tools, data, source, copy)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("way", ["backup", "vacuum into", "dump"])
def test_copied_sqlite_file_keeps_digests_and_guards(
    source: Database, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    path = tmp_path / "copy.db"
    with closing(source.connect()) as connection:
        if way == "vacuum into":
            connection.execute("VACUUM INTO ?", (str(path),))
        else:
            with closing(sqlite3.connect(path)) as target:
                if way == "backup":
                    connection.backup(target)
                else:
                    target.executescript("\n".join(connection.iterdump()))

    same(source, Database("sqlite", f"sqlite:///{path}"), run, monkeypatch)


@pytest.mark.slow
def test_reset_and_undo_keep_digests_and_locks(source: Database, run: Run) -> None:
    before = locks(source)
    name = source.production_name
    for _ in range(2):
        assert run("db", "reset", "--yes", "--confirm", name, "--allow-production").exit_code == 0
        assert locks(source) == [[], []]
        undone = run("db", "reset", "--undo", "--yes", "--confirm", name, "--allow-production")
        assert undone.exit_code == 0, undone.stderr

    assert locks(source) == before
    assert run("snapshots", "verify", "--all").stderr == "verified 1 locked snapshot and the guards: no differences\n"
    assert run("db", "check").exit_code == 0
