"""Surroundings that are not those of a desk: each failure has its own sentence and code, and none is called a bug."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bbprops_cli.db.connection import sqlite
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Conflict, InvalidInput, Unreachable
from tests.command_line import Result
from tests.databases import Database

PROJECT = Path(__file__).parents[3]
LONG = "x" * 300
# A user id without an entry, as in a container; any other process of this test keeps its name.
NAMELESS = """
import pwd, sys
def getpwuid(uid): raise KeyError(f"getpwuid(): uid not found: {uid}")
pwd.getpwuid = getpwuid
from bbprops_cli.__main__ import main
sys.exit(main())
"""
HOMELESS = {"HOME": None, "XDG_DATA_HOME": None, "XDG_CONFIG_HOME": None}


def call(
    folder: Path, *args: str, env: dict[str, str | None] | None = None, nameless: bool = False, leave: bool = False
) -> Result:
    """`bbprops` in a folder, which is deleted first with `leave`; None unsets a variable."""
    changed = {**os.environ, "PYTHONPATH": str(PROJECT), **(env or {})}
    start = [sys.executable, *(["-c", NAMELESS] if nameless else ["-m", "bbprops_cli"]), *args]
    here = folder / "here"
    here.mkdir(exist_ok=True)
    done = subprocess.run(
        ["/bin/sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", *start] if leave else start,
        cwd=here if leave else folder,
        env={name: value for name, value in changed.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "bug in bbprops" not in done.stderr
    assert "Traceback" not in done.stderr
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("locale", [{"LC_ALL": "xx_YY", "LANG": "xx_YY"}, {"LC_ALL": "C"}, {"LC_ALL": "x.UTF-8"}])
def test_unknown_locale_changes_nothing(database: Database, tmp_path: Path, locale: dict[str, str | None]) -> None:
    env = {"DATABASE_URL": database.url, **locale}

    assert call(tmp_path, "snapshots", "create", "week-5", "--league", "NFL", env=env).exit_code == 0
    assert call(tmp_path, "snapshots", "list", "-o", "name", env=env) == Result(0, "week-5\n", "")


def test_user_without_a_name_and_a_home_reads_and_writes(database: Database, tmp_path: Path) -> None:
    env = {"DATABASE_URL": database.url, "USER": None, "LOGNAME": None, "USERNAME": None, **HOMELESS}

    created = call(tmp_path, "snapshots", "create", "week-5", "--league", "NFL", env=env, nameless=True)

    assert created == Result(0, "", "created week-5\n")
    assert call(tmp_path, "config", "list", env=env, nameless=True).exit_code == 0


@pytest.mark.parametrize("command", [("props", "list"), ("db", "init"), ("config", "set", "BBPROPS_ODDS", "american")])
def test_default_files_of_a_user_without_a_home_are_a_usage_error(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = call(tmp_path, *command, env={"DATABASE_URL": None, **HOMELESS}, nameless=True)

    assert (result.exit_code, result.stderr.startswith("error: The home folder is unknown: HOME is not set")) == (
        2,
        True,
    )
    assert not (tmp_path / "~").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("props", "list", "--env-file", LONG),
        ("db", "backup", LONG),
        ("db", "restore", LONG, "--yes"),
        ("props", "export", LONG),
        ("props", "import", LONG, "--league", "NBA"),
    ],
)
def test_file_name_that_is_too_long_is_invalid(database: Database, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = call(tmp_path, *command, env={"DATABASE_URL": database.url})

    assert (result.exit_code, "File name too long" in result.stderr) == (5, True)


@pytest.mark.parametrize("command", [("props", "list"), ("db", "init")])
def test_name_of_a_database_file_that_is_too_long_is_invalid(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = call(tmp_path, *command, env={"DATABASE_URL": f"sqlite:///{tmp_path}/{LONG}"})

    assert (result.exit_code, "cannot be used: File name too long" in result.stderr) == (5, True)


def test_deleted_working_directory_matters_only_for_relative_paths(database: Database, tmp_path: Path) -> None:
    assert call(tmp_path, "props", "list", env={"DATABASE_URL": database.url}, leave=True).exit_code == 0
    for command in (("db", "init"), ("db", "reset", "--yes")):
        result = call(tmp_path, *command, env={"DATABASE_URL": "sqlite:///relative.db"}, leave=True)
        assert result.exit_code in {5, 7}
    result = call(tmp_path, "db", "init", env={"DATABASE_URL": "sqlite:///relative.db"}, leave=True)
    assert result.stderr == "error: The current folder no longer exists. Change to another folder.\n"


def test_without_a_temporary_folder_an_error_says_so() -> None:
    found = explain(FileNotFoundError(2, "No usable temporary directory found in ['/tmp', '/']"))

    assert (type(found), str(found)) == (InvalidInput, "No temporary folder can be written.")


def test_full_disk_is_not_a_bug() -> None:
    found = explain(OSError(28, "No space left on device"))

    assert (type(found), found and "TMPDIR" in found.hint) == (InvalidInput, True)


def test_error_of_the_system_that_nobody_expects_is_still_a_bug() -> None:
    assert explain(OSError(9, "Bad file descriptor")) is None


@pytest.mark.parametrize("kind", ["postgresql"])
def test_write_to_a_standby_is_a_conflict(database: Database) -> None:
    refused = (
        "DO $$ BEGIN RAISE 'cannot set transaction read-write mode during recovery' USING ERRCODE = '0A000'; END $$"
    )
    with pytest.raises(Exception, match="recovery") as caught:
        database.rows(refused)
    found = explain(caught.value)

    assert type(found) is Conflict
    assert str(found) == "Cannot write to the database: this server is a standby."


@pytest.fixture
def read_only(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SQLite file in WAL mode in a folder that nobody may write to, as far as permissions say."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    copy = folder / "board.db"
    shutil.copyfile(database.name, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO bbprops_meta VALUES ('a', 'b')")
        connection.commit()
    copy.chmod(0o444)
    folder.chmod(0o555)
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)  # root may always write
    return copy


@pytest.mark.parametrize("kind", ["sqlite"])
def test_wal_file_that_nobody_can_write_is_read(read_only: Path) -> None:
    with reading(parse(f"sqlite:///{read_only}")) as db:
        assert db.rows("SELECT value FROM bbprops_meta WHERE key = 'a'") == [("b",)]

    assert [each.name for each in read_only.parent.iterdir()] == ["board.db"]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_wal_file_that_others_can_write_is_not_read_without_its_log(read_only: Path, what: str) -> None:
    (read_only if what == "file" else read_only.parent).chmod(0o755)

    with pytest.raises(Unreachable, match="other users can write to it"):
        connect(parse(f"sqlite:///{read_only}"), read_only=True)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_wal_file_with_changes_in_its_log_is_not_read_without_them(read_only: Path) -> None:
    read_only.parent.chmod(0o755)
    (read_only.parent / "board.db-wal").write_bytes(b"changes")
    read_only.parent.chmod(0o555)

    with pytest.raises(Unreachable, match=r"its last changes are in board\.db-wal"):
        connect(parse(f"sqlite:///{read_only}"), read_only=True)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_file_with_a_rollback_journal_is_read_as_usual(read_only: Path) -> None:
    read_only.chmod(0o644)
    read_only.parent.chmod(0o755)
    with closing(sqlite3.connect(read_only)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")

    assert not sqlite.is_immutable(read_only)
