"""Ctrl-C at any moment ends a command at once, without output, with exit code 130."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from bbprops_cli import invocation
from bbprops_cli.commands.shared import exporting
from bbprops_cli.db.admin import programs
from bbprops_cli.db.connection import connect, sqlite
from bbprops_cli.db.connection.interrupt import CtrlC
from bbprops_cli.db.connection.target import parse
from bbprops_cli.invocation import Invocation
from tests.conftest import Run
from tests.databases import Database

PROP = "player,market,line,league,over,under\nA,points,1.5,NBA,-110,-110\n"


@pytest.fixture(autouse=True)
def default_handler() -> Iterator[None]:
    """Use the default handler of SIGINT, even if the process that runs the tests has another one."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    signal.signal(signal.SIGINT, before)


def press(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("place", ["bulk._copy_text", "bulk.islice"])
def test_ctrl_c_while_the_rows_of_a_copy_are_made_ends_the_import(
    database: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "props.csv").write_text(PROP)
    monkeypatch.setattr(f"bbprops_cli.db.connection.{place}", press)

    result = run("props", "import", str(tmp_path / "props.csv"))

    expected = (130, "", "") if database.kind == "postgresql" else (0, "", "read 1: 1 inserted\n")
    assert (result.exit_code, result.stdout, result.stderr) == expected
    assert database.rows("SELECT count(*) FROM prop_markets") == [(int(database.kind == "sqlite"),)]


def test_ctrl_c_in_the_write_of_a_copy_ends_the_export(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = SimpleNamespace(isatty=bool, buffer=SimpleNamespace(write=press))
    monkeypatch.setattr(exporting, "sys", SimpleNamespace(stdout=pipe))

    result = run("props", "export")

    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")


def test_ctrl_c_in_a_function_that_sqlite_calls_ends_the_import(
    database: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "props.csv").write_text(PROP)
    assert run("props", "import", str(tmp_path / "props.csv")).exit_code == 0
    monkeypatch.setattr(sqlite, "as_stored_json", press)
    (tmp_path / "props.csv").write_text(PROP.replace("league,", "note,league,").replace("NBA,", "x,NBA,"))

    result = run("props", "import", str(tmp_path / "props.csv"))

    note = f"{tmp_path / 'props.csv'}: columns not used: note\n"
    expected = (130, "") if database.kind == "sqlite" else (0, f"{note}read 1: 0 inserted, 1 updated\n")
    assert (result.exit_code, result.stderr) == expected


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("held", "into"),
    [
        ("SELECT pg_advisory_xact_lock(1650618482, hashtext('bbprops:board:manual'))", ()),
        ("LOCK TABLE prop_markets IN SHARE MODE", ("--snapshot", "s1")),
    ],
    ids=["another import", "a copy under way"],
)
def test_ctrl_c_ends_the_wait_for_a_lock(
    database: Database, run: Run, tmp_path: Path, held: str, into: tuple[str, ...]
) -> None:
    (tmp_path / "props.csv").write_text(PROP)
    assert run("snapshots", "create", "s1", "--league", "NBA").exit_code == 0
    busy = database.connect()
    busy.cursor().execute(f"BEGIN; {held}")
    command = [sys.executable, "-m", "bbprops_cli", "props", "import", str(tmp_path / "props.csv"), *into]
    waiting = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database.url}, stderr=subprocess.PIPE)
    while not database.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
        assert waiting.poll() is None
        time.sleep(0.05)

    waiting.send_signal(signal.SIGINT)
    _, said = waiting.communicate(timeout=5)

    assert (waiting.returncode, said) == (130, b"")
    busy.close()


def test_ctrl_c_ends_a_long_statement_of_sqlite(tmp_path: Path) -> None:
    work = (
        "from bbprops_cli.db.connection import connect\nfrom bbprops_cli.db.connection.target import parse\n"
        "from bbprops_cli.db.connection.interrupt import CtrlC\n"
        f"with CtrlC() as ctrl_c:\n  c = connect.connect(parse('sqlite:///{tmp_path}/a.db'), create=True)\n"
        "  print('begins', flush=True)\n"
        "  c.execute('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n')\n"
    )
    counting = subprocess.Popen([sys.executable, "-c", work], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert counting.stdout
    counting.stdout.readline()
    time.sleep(0.2)

    counting.send_signal(signal.SIGINT)
    _, said = counting.communicate(timeout=5)

    assert b"KeyboardInterrupt" in said


def test_ctrl_c_spares_the_statements_of_a_command_in_another_thread(tmp_path: Path) -> None:
    counts = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT count(*) FROM n"
    begins, counted, theirs = Event(), [], Invocation()

    def count() -> None:
        with invocation.entered(theirs):
            connection = connect.connect(parse(f"sqlite:///{tmp_path}/other.db"), create=True)
            connection.set_progress_handler(begins.set, 1000)
            counted.extend(connection.execute(counts).fetchone())

    other = Thread(target=count)
    with invocation.entered(Invocation()), CtrlC():
        connect.connect(parse(f"sqlite:///{tmp_path}/own.db"), create=True)
        other.start()
        assert begins.wait(5)
        with pytest.raises(KeyboardInterrupt):
            press()
        other.join(30)

    assert counted == [2000000]


def test_ctrl_c_in_code_compiled_from_a_string_exits_130(tmp_path: Path) -> None:
    """A dataclass is compiled from a string, possibly in the middle of a command."""
    (tmp_path / "program.py").write_text(
        "import sys\nfrom bbprops_cli import __main__, cli\n"
        "cli.typer.main.get_command = lambda _: exec('raise KeyboardInterrupt')\nsys.exit(__main__.main(['config']))\n"
    )

    command = [sys.executable, "-m", "program"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (130, "")


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
STARTED = [sys.executable, "-m", "bbprops_cli"]


@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize("kind", ["postgresql"])
def test_signal_ends_the_wait_for_a_lock_with_its_exit_code(
    database: Database, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    (tmp_path / "props.csv").write_text(PROP)
    busy = database.connect()
    busy.cursor().execute("BEGIN; SELECT pg_advisory_xact_lock(1650618482, hashtext('bbprops:board:manual'))")
    waiting = subprocess.Popen(
        [*STARTED, "props", "import", "props.csv", "--rejects", "rejects.jsonl"],
        env={**os.environ, "DATABASE_URL": database.url},
        stderr=subprocess.PIPE,
    )
    while not database.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
        assert waiting.poll() is None
        time.sleep(0.05)

    waiting.send_signal(number)
    _, said = waiting.communicate(timeout=10)

    assert (waiting.returncode, said) == (code, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["props.csv"]
    busy.close()


@pytest.mark.parametrize(("number", "code"), SIGNALS)
@pytest.mark.parametrize("kind", ["postgresql"])
def test_signal_ends_a_backup_without_a_partial_file_or_an_orphan(
    database: Database, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    programs, folder = tmp_path / "programs", tmp_path / "folder"
    programs.mkdir()
    folder.mkdir()
    (programs / "pg_dump").write_text(f"#!/bin/sh\necho half\necho $$ >{tmp_path}/pid\nexec sleep 60\n")
    (programs / "pg_dump").chmod(0o755)
    env = {**os.environ, "DATABASE_URL": database.url, "PATH": f"{programs}:{os.environ['PATH']}"}
    backup = subprocess.Popen([*STARTED, "db", "backup", "folder/b"], env=env, stderr=subprocess.PIPE)
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text().endswith("\n")):
        assert backup.poll() is None
        time.sleep(0.05)

    backup.send_signal(number)
    _, said = backup.communicate(timeout=10)

    assert (backup.returncode, said) == (code, b"")
    assert list(folder.iterdir()) == []
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_second_signal_does_not_interrupt_the_clean_up_of_the_first(number: signal.Signals) -> None:
    with CtrlC() as ctrl_c:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            press()

    assert ctrl_c.exit_code == 143


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ignored_signal_stays_ignored(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    with CtrlC():
        signal.raise_signal(number)
        assert signal.getsignal(number) is signal.SIG_IGN
    assert signal.signal(number, before) is signal.SIG_IGN


def test_library_installs_no_signal_handler(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number, _ in SIGNALS]

    connect.connect(parse(f"sqlite:///{tmp_path}/a.db"), create=True).close()

    assert [signal.getsignal(number) for number, _ in SIGNALS] == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_while_a_program_is_started_does_not_leave_it_running(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    made: list[subprocess.Popen[bytes]] = []

    def start(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        made.append(popen(*args, **options))
        signal.raise_signal(number)
        return made[0]

    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", start)

    with CtrlC() as ctrl_c, pytest.raises(KeyboardInterrupt), programs.started(["sleep", "60"]):
        pytest.fail("the signal waits for the start only")

    assert (ctrl_c.received, made[0].poll()) == (number, -signal.SIGKILL)
