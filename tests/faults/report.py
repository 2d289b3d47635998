"""docs/reliability.md from what the runs showed."""

import platform
import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from bbprops_cli import __version__
from tests.databases import Database
from tests.faults.bench import Outcome
from tests.faults.catalogue import Run

INTRODUCTION = """# Reliability

How bbprops behaves when connections break, processes are killed, streams fail and clocks are wrong. `make faults`
generates this page: it repeats each run below with random moments and bytes, on real servers and databases of its own,
and counts what was wrong. [Exit codes](exit-codes.md) says what each code means, and [Locking](locking.md) which
attacks on locked snapshots were tried.
"""
LIMITS = """## What the runs cannot show

- A server that does not answer is imitated by a proxy. The operating system still acknowledges what a client sends, so
  TCP keepalives and `tcp_user_timeout` do not act here. [Connections](connections.md) says what does.
- Nothing can clean up after SIGKILL: `pg_dump` then goes on until its dump is done, and few runs meet that moment.
- A client with a wrong clock is a process whose Python clock is shifted. SQLite and `pg_dump` keep the real clock.
- SIGINT while Python itself starts ends in Python's own traceback. Such a run counts as right: bbprops did not run yet.
- A run that ends at a random moment may miss a step that takes microseconds. Power failures and full disks of a server
  are not tried.
"""
LEGEND = """`other` counts runs that called the failure a bug, printed a traceback, left a file, a process or a session
on the server, or took too long. The last column has each exit code with the number of runs; a negative one is a signal
that ended the process (a shell shows 128 plus its number), and `none` is a command that had to be killed.
"""
KINDS = ("state", "exit code", "other")
COUNTED = ("runs", "right", "wrong state", "wrong exit code", "other")


@dataclass
class Row:
    """What all repetitions of one run showed."""

    times: int = 0
    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)  # runs with a fault of that kind
    codes: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)  # what each fault is

    def add(self, found: Outcome) -> None:
        """Count one repetition."""
        self.times += 1
        self.right += not found.faults
        self.wrong.update({fault.kind for fault in found.faults})
        self.gaps.update({fault.what for fault in found.faults})
        self.codes["none" if found.exit_code is None else str(found.exit_code)] += 1


def versions(pg_server: str, valkey: str) -> str:
    """The versions that the runs used."""
    import psycopg2

    ((server,),) = Database("postgresql", pg_server).rows("SHOW server_version")
    driver = psycopg2.__version__.split()[0]
    return (
        f"bbprops {__version__}, Python {platform.python_version()}, PostgreSQL {server}, psycopg2 {driver}, "
        f"SQLite {sqlite3.sqlite_version}, Valkey {valkey}, {platform.system()}"
    )


def page(rows: list[tuple[Run, Row]], versions: str, seconds: float, seed: int) -> str:
    """The page in Markdown."""
    runs = sum(row.times for _, row in rows)
    right = sum(row.right for _, row in rows)
    head = f"{runs:,} runs in {seconds:.0f} s with seed {seed}; {right:,} were right in every respect.\n\n{versions}.\n"
    table = [
        f"| what was tried | database | what is right | {' | '.join(COUNTED)} | exit codes |",
        f"|---|---|---|{'--:|' * len(COUNTED)}---|",
        *(_line(run, row) for run, row in rows),
    ]
    parts = [
        INTRODUCTION,
        f"## Result\n\n{head}",
        "\n".join(table) + "\n",
        LEGEND,
        f"## Known gaps\n\n{_gaps(rows)}\n",
        LIMITS,
    ]
    return "\n".join(parts)


def _line(run: Run, row: Row) -> str:
    numbers = [row.times, row.right, *(row.wrong[kind] for kind in KINDS)]
    return f"| {run.name} | {run.databases} | {run.right} | {' | '.join(map(str, numbers))} | {_codes(row)} |"


def _codes(row: Row) -> str:
    return ", ".join(f"{code} ({times})" for code, times in sorted(row.codes.items())) or "not run"


def _gaps(rows: list[tuple[Run, Row]]) -> str:
    """What did not hold, with the number of runs that showed it."""
    lines = [
        f"- {run.name} ({run.databases}): {what} ({times} of {row.times})"
        for run, row in rows
        for what, times in sorted(row.gaps.items())
    ]
    return "\n".join(["What did not hold in these runs:", "", *lines]) if lines else "None in these runs."
