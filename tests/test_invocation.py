"""What one command keeps for itself: two commands in two threads never meet, and a library needs no Invocation."""

import io
import signal
import subprocess
import sys
import threading
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperCommand

from bbprops_cli import cli, invocation
from tests.command_line import Result
from tests.conftest import Run
from tests.databases import Database, sqlite_database

SECONDS = 30  # until a command that waits for the other one is given up


class ByContext(io.StringIO):
    """A stream that keeps apart what each context writes, and drops what is written outside of these contexts."""

    def __init__(self) -> None:
        super().__init__()
        self.own: ContextVar[io.StringIO | None] = ContextVar("own", default=None)

    def write(self, text: str) -> int:
        own = self.own.get()
        return own.write(text) if own else 0


class Interleave:
    """`interleave(outer, inner)` runs two commands in two threads: `inner` while `outer` waits, its options read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._out, self._err = ByContext(), ByContext()
        self._is_outer: ContextVar[bool] = ContextVar("outer", default=False)
        self._outer_waits, self._inner_ended = threading.Event(), threading.Event()

    def __call__(self, outer: str, inner: str, *, before_options: bool = False) -> tuple[Result, Result]:
        results: dict[bool, Result] = {}
        self._outer_waits.clear()
        self._inner_ended.clear()
        around = threading.Thread(target=self._call, args=(outer, True, results))
        within = threading.Thread(target=self._call, args=(inner, False, results))
        with self._monkeypatch.context() as patched:
            self._let_outer_wait(patched, "make_context" if before_options else "invoke")
            patched.setattr(sys, "stdout", self._out)
            patched.setattr(sys, "stderr", self._err)
            patched.setattr(sys, "stdin", io.StringIO())
            around.start()
            assert self._outer_waits.wait(SECONDS)
            within.start()
            within.join(SECONDS)
            self._inner_ended.set()
            around.join(SECONDS)
        return results[True], results[False]

    def _let_outer_wait(self, patched: pytest.MonkeyPatch, before: str) -> None:
        original = getattr(TyperCommand, before)

        def wait_and_go_on(*args: Any, **options: Any) -> Any:
            if self._is_outer.get():
                self._outer_waits.set()
                assert self._inner_ended.wait(SECONDS)
            return original(*args, **options)

        patched.setattr(TyperCommand, before, wait_and_go_on)

    def _call(self, command: str, is_outer: bool, results: dict[bool, Result]) -> None:
        out, err = io.StringIO(), io.StringIO()
        self._out.own.set(out)
        self._err.own.set(err)
        self._is_outer.set(is_outer)
        code = cli.main(command.split())
        results[is_outer] = Result(code, out.getvalue(), err.getvalue())


@pytest.fixture
def interleave(monkeypatch: pytest.MonkeyPatch) -> Interleave:
    """Two commands in two threads, whose streams are kept apart."""
    return Interleave(monkeypatch)


@pytest.fixture
def two_databases(sqlite_template: Path, tmp_path: Path, run_here: Run) -> None:
    """a.env and b.env, each with a database that holds two snapshots named after it."""
    for name in "ab":
        database = sqlite_database(tmp_path / f"{name}.db", template=sqlite_template)
        Path(f"{name}.env").write_text(f"DATABASE_URL={database.url}\n")
        for number in "12":
            made = run_here("snapshots", "create", name + number, "--league", "NFL", "--env-file", f"{name}.env")
            assert made.exit_code == 0


@pytest.mark.usefixtures("two_databases")
@pytest.mark.parametrize("quiet_first", [True, False])
def test_two_commands_have_settings_verbosity_and_trace_apart(interleave: Interleave, quiet_first: bool) -> None:
    commands = [
        "--env-file a.env -q snapshots list -o name --sort name --limit 1",
        "--env-file b.env -vv snapshots list -o name --sort name",
    ]

    results = interleave(*commands) if quiet_first else interleave(*reversed(commands))

    quiet, loud = results if quiet_first else reversed(results)
    assert quiet == Result(0, "a1\n", "")
    assert (loud.exit_code, loud.stdout) == (0, "b1\nb2\n")
    assert "FROM snapshots" in loud.stderr
    assert loud.stderr.endswith(" s\n")


@pytest.mark.usefixtures("two_databases")
def test_two_commands_have_debug_and_no_input_apart(interleave: Interleave) -> None:
    for options, other in (("--debug --no-input", ""), ("", "--debug --no-input")):
        results = interleave(
            f"--env-file a.env {options} snapshots delete a1", f"--env-file b.env {other} snapshots delete b1"
        )

        talkative, plain = results if options else reversed(results)
        assert "Traceback" in talkative.stderr
        assert "Confirmation required, but --no-input is given; pass --confirm" in talkative.stderr
        assert "Traceback" not in plain.stderr
        assert "Confirmation required, but stdin is not a terminal; pass --confirm" in plain.stderr


@pytest.mark.usefixtures("two_databases")
def test_two_commands_have_colour_apart(interleave: Interleave, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ByContext, "isatty", lambda _: True)
    monkeypatch.setenv("NO_COLOR", "1")

    plain, coloured = interleave("--env-file a.env snapshots list", "--env-file b.env --color always snapshots list")

    assert ("\x1b[" in plain.stdout, "\x1b[" in coloured.stdout) == (False, True)


@pytest.mark.usefixtures("two_databases")
def test_two_commands_have_cron_apart(interleave: Interleave) -> None:
    talks, silent = interleave(
        "--env-file a.env snapshots list -o name --limit 1", "--env-file b.env snapshots lock --due --cron"
    )

    assert "next page" in talks.stderr
    assert silent == Result(0, "", "")


def test_two_commands_have_names_apart(interleave: Interleave) -> None:
    first, second = interleave("snapshots list --nope", "props list --nope", before_options=True)

    assert first.stderr.endswith("See: bbprops snapshots list --help\n")
    assert second.stderr.endswith("See: bbprops props list --help\n")


@pytest.mark.usefixtures("two_databases")
def test_each_of_two_commands_warns_that_redis_was_not_told(
    interleave: Interleave, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")

    results = interleave(
        "--env-file a.env snapshots create a3 --league NFL", "--env-file b.env snapshots create b3 --league NFL"
    )

    for result in results:
        assert result.exit_code == 0
        assert result.stderr.count("cached answers were not invalidated") == 1


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_command_reads_from_the_replica_although_another_has_written(
    interleave: Interleave, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DATABASE_REPLICA_URL", database.url)  # the primary itself, which says that it is not a replica

    reads, writes = interleave("-v snapshots list -o name", "snapshots create a --league NFL")

    assert (reads.exit_code, reads.stdout) == (0, "a\n")
    assert "reading from the primary" in reads.stderr
    assert (writes.exit_code, "reading from" in writes.stderr) == (0, False)


def test_a_command_leaves_nothing_behind(run: Run) -> None:
    hook, handler = sys.excepthook, signal.getsignal(signal.SIGINT)

    run("snapshots", "list", "-vv", "-q", "--no-input")

    assert invocation.current() is invocation.of_library()
    assert (sys.excepthook, signal.getsignal(signal.SIGINT)) == (hook, handler)


LIBRARY = """
import sys, threading
from bbprops_cli import settings
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import session
from bbprops_cli.models import Meta

def use(key):
    with session() as work:
        work.add(Meta(key=key, value="x"))
    with reading() as db:
        rows = db.rows("SELECT key FROM bbprops_meta WHERE key LIKE 'test%' ORDER BY key")
        print(*(key for key, in rows), settings.current().value("REDIS_KEY_PREFIX"))

use("test1")
thread = threading.Thread(target=use, args=("test2",))
thread.start()
thread.join()
"""


def test_a_library_needs_no_invocation(database: Database, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"DATABASE_URL={database.url}\nREDIS_KEY_PREFIX=filed\n")

    done = subprocess.run([sys.executable, "-c", LIBRARY], capture_output=True, text=True, check=False)

    prefix = "Value(text='filed', origin='.env')"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"test1 {prefix}\ntest1 test2 {prefix}\n"
