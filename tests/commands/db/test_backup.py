"""`db backup`: one complete file, as of one moment, or none."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import uuid
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pexpect
import pytest

from bbprops_cli.db.admin import backup_sqlite
from tests.conftest import Run
from tests.databases import Database, postgres_database

TOO_OLD = """pg_dump: error: aborting because of server version mismatch
pg_dump: detail: server version: 18.6; pg_dump version: 15.18 (Debian)"""


@pytest.fixture
def full(database: Database, run: Run, monkeypatch: pytest.MonkeyPatch, tools: Path) -> Database:
    """The demo board, in a database that is production afterwards."""
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'development')")
    run("db", "seed")
    database.rows("UPDATE bbprops_meta SET value = 'production'")
    return database


def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a script in front of PATH as pg_dump."""
    program = tmp_path / "programs" / "pg_dump"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def listing(file: Path) -> str:
    """The contents of a dump, as pg_restore lists them."""
    return subprocess.run(["pg_restore", "--list", file], capture_output=True, text=True, check=True).stdout


def test_backup_writes_a_private_file_that_client_programs_can_read(full: Database, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "board.backup"
    file.parent.mkdir()

    result = run("db", "backup", str(file))

    size = file.stat().st_size
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"wrote {file}, {size / 1000:.1f} kB\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
    if full.kind == "sqlite":
        copy = Database("sqlite", f"sqlite:///{file}")
        assert copy.rows("SELECT count(*) FROM prop_markets") == full.rows("SELECT count(*) FROM prop_markets")
    else:
        found = listing(file)
        assert "TABLE DATA public prop_markets" in found
        assert "TRIGGER public snapshots trg_snapshots_guard" in found
        assert "FUNCTION public bbprops_guard_snapshots()" in found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
def test_backup_can_be_restored_by_pg_restore_alone(
    full: Database, run: Run, tmp_path: Path, pg_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "board.dump"
    run("db", "backup", str(file))

    with postgres_database(pg_server, template="template0") as copy:
        subprocess.run(["pg_restore", "-e", "-1", "-n", "public", "-d", copy.url, file], check=True)
        monkeypatch.setenv("DATABASE_URL", copy.url)
        assert copy.rows("SELECT * FROM prop_markets ORDER BY id") == full.rows(
            "SELECT * FROM prop_markets ORDER BY id"
        )
        checked = run("db", "check")

    assert (checked.exit_code, checked.stderr) == (0, "no drift\n")


@pytest.mark.slow
def test_backup_on_a_terminal_shows_progress(full: Database, tmp_path: Path) -> None:
    command = ["-m", "bbprops_cli", "db", "backup", str(tmp_path / "board.backup")]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=30, env={**os.environ, "TERM": "xterm"})

    child.expect("backing up")
    child.expect(r"wrote .*board\.backup, [\d.]+ kB")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0


def test_backup_replaces_a_file_with_force_only(full: Database, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "board.backup"
    file.write_text("precious")

    refused = run("db", "backup", str(file))

    assert (refused.exit_code, refused.stdout) == (5, "")
    assert refused.stderr == f"error: {file} already exists. Name another FILE, or pass --force.\n"
    assert file.read_text() == "precious"
    assert run("db", "backup", str(file), "--force").exit_code == 0
    assert file.stat().st_size > 10_000


def test_backup_works_when_the_settings_forbid_writing(
    full: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")

    assert run("db", "backup", str(tmp_path / "board.backup")).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
def test_backup_needs_read_privileges_only(
    full: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"reader_{uuid.uuid4().hex[:12]}"
    full.rows(f"CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    parts = urlsplit(full.url)
    monkeypatch.setenv("DATABASE_URL", parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}").geturl())

    without = run("db", "backup", str(tmp_path / "board.dump"))
    full.rows(f"GRANT SELECT ON SEQUENCE snapshot_lock_events_id_seq TO {role}")
    done = run("db", "backup", str(tmp_path / "board.dump"))
    full.rows(f"DROP OWNED BY {role}; DROP ROLE {role}")

    assert (without.exit_code, done.exit_code) == (1, 0)
    assert without.stderr.startswith("error: the database role lacks a privilege: ")
    assert "snapshot_lock_events_id_seq" in without.stderr


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
def test_backup_leaves_out_tables_of_other_programs(full: Database, run: Run, tmp_path: Path) -> None:
    full.rows('CREATE TABLE "Bets ""of"" *" (id serial, name text); CREATE SEQUENCE numbers; CREATE TABLE users_too ()')
    full.rows("CREATE VIEW people AS SELECT email FROM users; CREATE SCHEMA other; CREATE TABLE other.users ()")

    assert run("db", "backup", str(tmp_path / "board.dump")).exit_code == 0

    tables = {line.split("TABLE DATA ")[1] for line in listing(tmp_path / "board.dump").splitlines() if "DATA " in line}
    assert tables == {
        f"public {table} postgres"
        for table in (
            *("alembic_version", "bbprops_meta", "experiments", "prop_markets", "saved_slips", "snapshot_lock_events"),
            *("snapshots", "users"),
        )
    }
    assert all(name not in listing(tmp_path / "board.dump") for name in ("Bets", "numbers", "people", "users_too"))


@pytest.mark.parametrize("kind", ["postgresql"])
def test_backup_passes_the_password_to_pg_dump_by_its_environment(
    full: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into_file = 'for each; do case "$each" in --file=*) exec >"${each#--file=}";; esac; done'
    fake(tmp_path, monkeypatch, f'{into_file}; echo "$@"; env')
    monkeypatch.setenv("DATABASE_URL", full.url.replace("postgres@", "postgres:s3cret@"))

    result = run("db", "backup", str(tmp_path / "told"), "-vv")

    arguments, *told = (tmp_path / "told").read_text().splitlines()
    assert "s3cret" not in arguments + result.stderr
    assert {"PGPASSWORD=s3cret", f"PGDATABASE={full.name}"} <= set(told)


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("said", "exit_code", "words"),
    [
        (TOO_OLD, 1, "pg_dump 15.18 is too old for the server, which is PostgreSQL 18.6. Install"),
        (
            "pg_dump: error: could not write to output file: No space left on device",
            5,
            "{file} cannot be written: No space left on device. Choose another file.",
        ),
        (
            "pg_dump: error: query failed: ERROR:  canceling statement due to lock timeout",
            75,
            "pg_dump cannot read a table: locked by another transaction",
        ),
        (
            'pg_dump: error: connection to server at "h" failed: FATAL:  full',
            4,
            "pg_dump cannot reach the database: connection",
        ),
        ("", 1, "pg_dump failed: it gave no reason"),
    ],
)
def test_a_failed_backup_is_one_line_and_keeps_the_old_file(
    full: Database,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    exit_code: int,
    words: str,
) -> None:
    fake(
        tmp_path,
        monkeypatch,
        f"echo half\necho '{said}' >&2; exit 1",
    )
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "board.dump").write_text("the backup of yesterday")

    result = run("db", "backup", str(folder / "board.dump"), "--force")

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert result.stderr.startswith(f"error: {words.format(file=folder / 'board.dump')}")
    assert len(result.stderr.splitlines()) == 1
    assert [(file.name, file.read_text()) for file in folder.iterdir()] == [("board.dump", "the backup of yesterday")]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_backup_names_a_missing_pg_dump(
    full: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    result = run("db", "backup", str(tmp_path / "board.dump"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: pg_dump is not on PATH. Install the PostgreSQL client")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_backup_of_sqlite_is_of_one_moment_while_others_write(
    full: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_sqlite, "PROGRESS_PAGES", 1)
    full.rows("CREATE TABLE pairs (id INTEGER PRIMARY KEY, n INT, filler TEXT)")
    full.rows("INSERT INTO pairs SELECT NULL, 0, hex(randomblob(2000)) FROM prop_markets")
    ended, rounds = threading.Event(), 0

    def write() -> None:
        nonlocal rounds
        with closing(full.connect()) as connection:
            while not ended.is_set():
                connection.execute("UPDATE pairs SET n = n + 1 WHERE id IN (1, 100)")
                rounds += 1

    writer = threading.Thread(target=write)
    writer.start()
    results = [run("db", "backup", str(tmp_path / f"{number}.db")) for number in range(5)]
    ended.set()
    writer.join()

    assert [result.exit_code for result in results] == [0] * 5
    assert rounds > 10
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert copy.execute("SELECT count(DISTINCT n) FROM pairs WHERE id IN (1, 100)").fetchone() == (1,)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_backup_refuses_the_database_itself_and_compressed_names(full: Database, run: Run, tmp_path: Path) -> None:
    itself = run("db", "backup", full.name, "--force")
    nowhere = run("db", "backup", str(tmp_path / "no" / "folder"))
    packed, streamed = run("db", "backup", "board.gz"), run("db", "backup", "-")

    assert (itself.exit_code, itself.stderr) == (
        2,
        f"error: {full.name} is the database itself. Name another FILE.\n",
    )
    assert (nowhere.exit_code, "cannot be written: No such file or directory" in nowhere.stderr) == (5, True)
    assert (packed.exit_code, streamed.exit_code) == (2, 2)
    assert full.rows("SELECT count(*) FROM users") == [(2,)]


def test_backup_requires_tables(
    empty_database: Database, run_here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)

    result = run_here("db", "backup", str(tmp_path / "board.backup"))

    assert (result.exit_code, result.stdout) == (7, "")
    assert "Run: bbprops db init" in result.stderr


def test_backup_to_a_device_is_written_into_it(full: Database, run: Run) -> None:
    result = run("db", "backup", "/dev/null", "--force")

    assert (result.exit_code, result.stderr) == (0, "wrote /dev/null\n")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_backup_to_a_fifo_is_complete(full: Database, run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "fifo").read_bytes()))
    reader.start()

    result = run("db", "backup", str(tmp_path / "fifo"), "--force")

    reader.join(10)
    assert result.exit_code == 0
    assert got[0].startswith((b"PGDMP", b"SQLite format 3\0"))
    (tmp_path / "copy").write_bytes(got[0])
    assert run("db", "restore", str(tmp_path / "copy"), "--dry-run").exit_code == 0


def test_backup_to_a_full_disk_is_one_sentence(full: Database, run: Run) -> None:
    result = run("db", "backup", "/dev/full", "--force")

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr == ("error: /dev/full cannot be written: No space left on device. Choose another file.\n")


def test_backup_through_a_symlink_replaces_its_target(full: Database, run: Run, tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to("board.backup")
    (tmp_path / "board.backup").write_text("old")
    (tmp_path / "board.backup").chmod(0o644)

    assert run("db", "backup", str(tmp_path / "latest"), "--force").exit_code == 0

    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "board.backup").stat().st_mode & 0o777 == 0o600
