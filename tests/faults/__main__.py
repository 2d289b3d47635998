"""`python -m tests.faults`: repeats every run of the catalogue and writes docs/reliability.md."""

import argparse
import os
import random
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import redis

from tests import servers
from tests.conftest import CLEARED, CLEARED_NAMES
from tests.faults import report
from tests.faults.bench import Bench, Outcome
from tests.faults.catalogue import RUNS, Run
from tests.faults.commands import import_, list_
from tests.faults.report import Row
from tests.faults.waits import KIND

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
WAITING = 4  # runs that mostly wait, at once


def clean_environment(folder: Path) -> dict[str, str]:
    """This process's environment without settings of bbprops, and with another home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in CLEARED_NAMES and (name.startswith("BBPROPS_TEST_") or not name.startswith(CLEARED))
    }
    return {**kept, "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"}


def repeat(bench: Bench, seconds: float, seed: int) -> list[tuple[Run, Row]]:
    """Run the catalogue in turn until the time is over, at least once; runs that wait go beside the others."""
    rows = [(run, Row()) for run in RUNS]
    chance, end = random.Random(seed), time.monotonic() + seconds
    with ThreadPoolExecutor(WAITING) as beside:
        # Before several threads ask for them: a database with a connection cannot be copied.
        for command in (list_, import_):
            bench.reference(KIND, command)
        assert bench.old_boards
        waiting: list[tuple[Row, Future[Outcome]]] = [
            (row, beside.submit(run.work, bench, random.Random(seed + number)))
            for run, row in rows
            if run.waits
            for number in range(_repetitions(seconds))
        ]
        quick = [(run, row) for run, row in rows if not run.waits]
        while not all(row.times for _, row in quick) or time.monotonic() < end:
            for run, row in quick:
                if not row.times or time.monotonic() < end:
                    row.add(run.work(bench, random.Random(chance.getrandbits(32))))
        for row, future in waiting:
            row.add(future.result())
    return rows


def _repetitions(seconds: float) -> int:
    """How often a run of up to 45 s fits into the time, with two such runs in WAITING threads."""
    return max(1, int(seconds / 45 * WAITING / 2))


def main() -> int:
    """Run, write the page, and print the number of wrong states."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("FAULTS_SECONDS") or 300))
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    with (
        contextmanager(servers.postgres)() as pg_server,
        contextmanager(servers.redis_protocol)() as redis_server,
        Bench(pg_server, redis_server) as bench,
        mock.patch.dict(os.environ, clean_environment(bench.folder), clear=True),
        redis.Redis.from_url(redis_server) as client,
    ):
        os.chdir(bench.folder)  # no .env of the caller's folder
        began = time.monotonic()
        rows = repeat(bench, given.seconds, given.seed)
        info = client.info("server")
        used = report.versions(pg_server, info.get("valkey_version") or info["redis_version"])
        given.page.write_text(report.page(rows, used, time.monotonic() - began, given.seed))
        os.chdir("/")
    wrong = sum(row.wrong["state"] for _, row in rows)
    sys.stdout.write(f"{sum(row.times for _, row in rows):,} runs, {wrong} with a wrong state; see {given.page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
