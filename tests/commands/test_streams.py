"""Standard streams that are closed, full or without a reader: the exit code says what happened to the work."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop

BOARD = "player,market,line,league,over,under\nA,points,1.5,NBA,-110,-110\n"
SEVERAL = BOARD + "B,points,x,NBA,-110,-110\n"
FULL = "error: stdout cannot be written: No space left on device.\n"
CLOSED = "error: stdout cannot be written: it is closed.\n"


def sh(database: Database, command: str) -> subprocess.CompletedProcess[str]:
    """A shell command in which `bbprops` is this program."""
    script = f'bbprops() {{ {shlex.quote(sys.executable)} -m bbprops_cli "$@"; }}\n{command}'
    env = {**os.environ, "DATABASE_URL": database.url}
    return subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def board(tmp_path: Path) -> Path:
    (tmp_path / "board.csv").write_text(BOARD)
    (tmp_path / "rejects.csv").write_text(SEVERAL)
    return tmp_path / "board.csv"


@pytest.mark.parametrize(
    "streams",
    [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>&1", "</dev/null", "<&-"],
)
def test_import_that_is_stored_exits_0(database: Database, board: Path, streams: str) -> None:
    done = sh(database, f"bbprops props import board.csv -o json {streams}")

    assert done.returncode == 0
    assert database.rows("SELECT count(*) FROM prop_markets") == [(1,)]
    assert "Traceback" not in done.stderr


def test_stored_import_warns_that_its_output_is_lost(database: Database, board: Path) -> None:
    done = sh(database, "bbprops props import board.csv -o json >/dev/full")

    assert (done.returncode, done.stderr) == (
        0,
        "warning: stdout cannot be written: No space left on device, but the change is stored\nread 1: 1 inserted\n",
    )


@pytest.mark.parametrize("streams", [">&-", "2>/dev/full", ">/dev/full 2>&-"])
def test_import_with_rejects_exits_9_whatever_the_streams_take(database: Database, board: Path, streams: str) -> None:
    assert sh(database, f"bbprops props import rejects.csv -o json {streams}").returncode == 9


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", "2> >(true)"])
def test_failure_keeps_its_exit_code_without_stderr(database: Database, streams: str) -> None:
    assert sh(database, f"bbprops props import nowhere.csv -o json {streams}").returncode == 3


@pytest.mark.parametrize("command", ["props list", "props export", "users list -o json", "props --help", "--version"])
@pytest.mark.parametrize(("stream", "said"), [("/dev/full", FULL), ("&-", CLOSED)])
def test_data_that_stdout_does_not_take_is_a_failure(database: Database, command: str, stream: str, said: str) -> None:
    with database.session() as work:
        new_prop(work, "A")

    done = sh(database, f"bbprops {command} >{stream}")

    assert (done.returncode, done.stderr.splitlines(keepends=True)[0]) == (1, said)


def test_dry_run_that_cannot_print_is_a_failure(database: Database, board: Path) -> None:
    done = sh(database, "bbprops props import board.csv -o json --dry-run >/dev/full")

    assert done.returncode == 1
    assert done.stderr.startswith(FULL[:-2])


@pytest.mark.parametrize("command", ["props import -", "snapshots import -", "slips create -"])
def test_closed_stdin_is_said(database: Database, command: str) -> None:
    done = sh(database, f"bbprops {command} <&-")

    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.startswith("error: stdin is closed")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_no_message_goes_into_a_database_that_got_the_number_of_a_closed_stream(
    database: Database, board: Path
) -> None:
    assert sh(database, "bbprops props import board.csv -v <&- >&- 2>&-").returncode == 0

    assert database.rows("PRAGMA integrity_check") == [("ok",)]


def test_library_does_not_touch_the_streams(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from bbprops_cli.db.connection.reading import reading

    monkeypatch.setattr(sys, "stdout", None)
    with reading():
        pass

    assert sys.stdout is None
