"""`bbprops` as a child process with streams that fail, ended by a signal at a chosen moment, and what it leaves."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from tests.command_line import Result
from tests.databases import Database

# With `kept` stdin is empty and the others go to a file (a descendant that lives on would hold a pipe open, and its
# reader would wait for it); with `full` every write fails with ENOSPC.
Stream = Literal["kept", "closed", "full", "no reader"]
REDIRECTIONS = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-"}
RUNNING = (
    "SELECT 1 FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query ILIKE %s"
)
POLL_SECONDS = 0.005


class Hangs(Exception):
    """The child process did not end in time; it was killed."""


@dataclass
class Child:
    """A running `bbprops` in a session of its own, so that what it started can be found later."""

    process: "subprocess.Popen[bytes]"
    streams: dict[str, IO[bytes]]  # what it writes to

    def end(self, timeout: float = 60) -> Result:
        """Wait for its end; a signal that ended it is a negative exit code. Raises Hangs."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Hangs(f"did not end within {timeout:g} s") from None
        return Result(code, self._text("stdout"), self._text("stderr"))

    def _text(self, name: str) -> str:
        stream = self.streams.get(name)
        if not stream:
            return ""
        stream.seek(0)
        return stream.read().decode(errors="surrogateescape")

    def send(self, number: signal.Signals) -> bool:
        """Send a signal; False if the child had ended before."""
        if self.process.poll() is not None:
            return False
        self.process.send_signal(number)
        return True

    def send_after(self, number: signal.Signals, chance: random.Random, most: float) -> bool:
        """Send a signal at a random moment of the next `most` seconds; False if the child had ended before."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(chance.uniform(0, most))
        return self.send(number)

    def send_during(self, number: signal.Signals, database: Database, statement: str) -> bool:
        """Send a signal when a statement like this (SQL pattern) runs on PostgreSQL; False if the child ended first."""
        return self.wait_until(lambda: bool(database.rows(RUNNING, statement))) and self.send(number)

    def wait_until(self, holds: Callable[[], bool]) -> bool:
        """Wait until the condition holds; False if the child ended before."""
        while not holds():
            if self.process.poll() is not None:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def descendants(self) -> list[str]:
        """The names of the processes of its session that still run, except the child itself."""
        return [name for pid, name in _session(self.process.pid) if pid != self.process.pid]

    def wait_until_alone(self, seconds: float) -> bool:
        """Wait until its descendants have ended; whether they did in time."""
        end = time.monotonic() + seconds
        while self.descendants():
            if time.monotonic() > end:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def stop(self) -> None:
        """Kill the child and everything that it started."""
        for pid, _ in _session(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def _session(leader: int) -> Iterator[tuple[int, str]]:
    """Process ids and names of a session's processes, without those that ended and were not waited for."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            name, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            state, _, _, session = rest.split()[:4]
            if int(session) == leader and state != "Z":
                yield int(entry.name), name


@contextmanager
def child(
    *args: str,
    env: Mapping[str, str] | None = None,
    streams: Mapping[str, Stream] | None = None,
) -> Iterator[Child]:
    """Start `bbprops` with these arguments; afterwards neither it nor a descendant runs.

    `streams` says what stdin, stdout and stderr are, such as {"stdout": "full"}; the others are kept.
    """
    given: dict[str, Stream] = {"stdin": "kept", "stdout": "kept", "stderr": "kept", **(streams or {})}
    command = [sys.executable, "-m", "bbprops_cli", *args]
    if closed := " ".join(REDIRECTIONS[name] for name, what in given.items() if what == "closed"):
        command = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *command]
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background passes on to ignore it
    with ExitStack() as stack:
        ends = {name: stack.enter_context(_end(what)) for name, what in given.items()}
        process = subprocess.Popen(
            command,
            env={**os.environ, **(env or {})},
            start_new_session=True,
            stdin=ends["stdin"],
            stdout=ends["stdout"],
            stderr=ends["stderr"],
        )
        running = Child(process, {name: ends[name] for name, what in given.items() if what == "kept"})
        stack.callback(running.stop)
        yield running


@contextmanager
def _end(what: Stream) -> Iterator[IO[bytes]]:
    """What to pass to Popen for a stream."""
    if what == "no reader":
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "wb", buffering=0) as pipe:
            yield pipe
    elif what == "full":
        with Path("/dev/full").open("r+b", buffering=0) as full:
            yield full
    else:
        with tempfile.TemporaryFile() as file:
            yield file


@dataclass(frozen=True)
class Left:
    """What a child process left behind."""

    files: list[str]  # new names in the folder
    processes: list[str]  # names of descendants that still run


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[Child], Left]]:
    """Yields a function that says what a child left in the folder since now, and which descendants still run."""
    before = set(folder.iterdir())
    yield lambda running: Left(sorted(path.name for path in set(folder.iterdir()) - before), running.descendants())


def has_no_clients(database: Database, timeout: float = 10) -> bool:
    """Wait until the server has ended the sessions of killed clients; whether it did in time."""
    others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    end = time.monotonic() + timeout
    while database.kind == "postgresql" and database.rows(others):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
