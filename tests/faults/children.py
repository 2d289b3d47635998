"""`bbprops` as a child process with streams that fail, ended by a signal at a chosen moment, and what it leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.command_line import Result
from tests.databases import Database

# `pipe` is an ordinary stream (stdin is empty then); with `full` every write fails with ENOSPC.
Stream = Literal["pipe", "closed", "full", "no reader"]
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
    started: float = field(default_factory=time.monotonic)

    def end(self, timeout: float = 60) -> Result:
        """Wait for its end; a signal that ended it is a negative exit code. Raises Hangs."""
        try:
            out, err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise Hangs(f"did not end within {timeout:g} s") from None
        texts = [(text or b"").decode(errors="surrogateescape") for text in (out, err)]
        return Result(self.process.returncode, *texts)

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

    def stop(self) -> None:
        """Kill the child and everything that it started."""
        for pid, _ in _session(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()


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
    env: dict[str, str] | None = None,
    stdin: Stream = "pipe",
    stdout: Stream = "pipe",
    stderr: Stream = "pipe",
) -> Iterator[Child]:
    """Start `bbprops` with these arguments and streams; afterwards neither it nor a descendant runs."""
    given = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
    command = [sys.executable, "-m", "bbprops_cli", *args]
    if closed := " ".join(REDIRECTIONS[name] for name, what in given.items() if what == "closed"):
        command = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *command]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background passes on to ignore it
    with ExitStack() as stack:
        ends = {name: stack.enter_context(_end(what)) for name, what in given.items()}
        process = subprocess.Popen(
            command,
            env={**os.environ, **(env or {})},
            start_new_session=True,
            stdin=subprocess.DEVNULL if stdin == "pipe" else ends["stdin"],
            stdout=ends["stdout"],
            stderr=ends["stderr"],
        )
        running = Child(process)
        stack.callback(running.stop)
        yield running


@contextmanager
def _end(what: Stream) -> Iterator[int]:
    """What to pass to Popen for a stream."""
    if what == "full":
        with Path("/dev/full").open("r+b", buffering=0) as full:
            yield full.fileno()
    elif what == "no reader":
        reader, writer = os.pipe()
        os.close(reader)
        yield writer
        os.close(writer)
    else:
        yield subprocess.DEVNULL if what == "closed" else subprocess.PIPE


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
