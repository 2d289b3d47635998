"""What `make faults` does: each run with what it does, in the order of the page."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.faults import commands, cuts, kills, streams, waits
from tests.faults.bench import Bench, Outcome


@dataclass(frozen=True)
class Run:
    """One row of the page."""

    name: str  # what is disturbed and how
    databases: str
    right: str  # what is right
    work: Callable[[Bench, random.Random], Outcome]
    waits: bool = False  # takes long by waiting


POSTGRESQL, SQLITE, BOTH = "PostgreSQL", "SQLite", "PostgreSQL or SQLite"
CUT, SIGNAL = "connection cut after a random number of bytes", "SIGINT, SIGTERM, SIGHUP or SIGKILL at a random moment"
# What is right, where several rows share it.
OLD_OR_NEW = "the board is the old or the new one; exit code 0 only for the new one"
LOCKED_OR_NOT = "a snapshot is locked with its digest, or not at all"
WHOLE_FILE = "the file is whole or does not exist; nothing is left beside it"
AFTER_KILL = "nothing is left beside it (after SIGKILL: when another run has ended)"
SAYS_SO = "the exit code is 0 exactly if the work is stored"

RUNS = [
    Run(f"`props import`, {CUT}", POSTGRESQL, f"{OLD_OR_NEW}, else 4", cuts.import_cut),
    Run(f"`snapshots lock`, {CUT}", POSTGRESQL, f"{LOCKED_OR_NOT}; exit code 0 or 4", cuts.lock_cut),
    Run(f"`props export FILE`, {CUT}", POSTGRESQL, f"{WHOLE_FILE}; exit code 0 or 4", cuts.export_cut),
    Run(f"`snapshots export FILE`, {CUT}", POSTGRESQL, f"{WHOLE_FILE}; exit code 0 or 4", cuts.export_snapshot_cut),
    Run(f"`props list`, {CUT}", POSTGRESQL, "exit code 0 for a complete list, else 4", cuts.list_cut),
    Run(
        "`props import` and `props list`, each piece of data late by 10 to 50 ms",
        POSTGRESQL,
        "exit code 0 and the new board, in 30 s",
        cuts.slow_connection,
    ),
    *(
        Run(f"`{words}`, {SIGNAL}", name, right, partial(work, kind))
        for words, right, work in (
            ("props import", OLD_OR_NEW, kills.import_killed),
            ("snapshots lock --due", f"{LOCKED_OR_NOT}; the next run locks the rest", kills.lock_due_killed),
            ("props export FILE", f"the file is whole or does not exist; {AFTER_KILL}", kills.export_killed),
        )
        for name, kind in ((POSTGRESQL, "postgresql"), (SQLITE, "sqlite"))
    ),
    Run(
        "`db backup`, SIGINT, SIGTERM, SIGHUP or SIGKILL while pg_dump runs",
        POSTGRESQL,
        f"no process is left, and no backup that looks whole; {AFTER_KILL}",
        kills.backup_killed,
    ),
    *(
        Run(
            f"`{words}`, stdout closed, full, or without a reader",
            BOTH,
            "a failure, 141 without a reader",
            partial(streams.reader, command),
        )
        for words, command in (("props list", commands.list_), ("props export", commands.export_to_stdout))
    ),
    Run("`props import`, stdout or stderr closed, full, or without a reader", BOTH, SAYS_SO, streams.import_),
    Run("`snapshots lock --due`, stdout or stderr closed, full, or without a reader", BOTH, SAYS_SO, streams.lock_due),
    Run("`props import -`, stdin closed", BOTH, "a failure, and nothing is stored", streams.import_without_stdin),
    Run(
        "`props import`, the connection to Valkey cut or without an answer",
        BOTH,
        "exit code 0 and the new board, in 30 s",
        waits.cache_cut,
    ),
    Run(
        "`props list`, `props import` or `doctor`, no answer to a new connection",
        POSTGRESQL,
        f"exit code 4 within {waits.CONNECT_SECONDS} s",
        waits.no_answer_to_new_connections,
        waits=True,
    ),
    Run(
        "`props list` or `props import`, no more answers after a random number of bytes",
        POSTGRESQL,
        f"exit code 4 within {waits.PATIENCE_SECONDS} s, with {waits.SILENCE}",
        waits.no_answer_any_more,
        waits=True,
    ),
    Run(
        "`db prune --older-than 90d`, the client's clock 400 days ahead",
        POSTGRESQL,
        "history of yesterday stays",
        waits.prune_in_the_future,
    ),
    Run(
        "`props deactivate --ended-before 6h`, the client's clock two days ahead",
        POSTGRESQL,
        "tomorrow's game stays on the board",
        waits.deactivate_in_the_future,
    ),
    Run(
        "`props import`, the client's clock an hour behind",
        POSTGRESQL,
        "no prop is changed before it is created",
        waits.import_in_the_past,
    ),
]
