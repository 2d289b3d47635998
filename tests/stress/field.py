"""Start importers and lockers, kill them at random, and verify the locked snapshots at the end."""

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.models.base import utc_now
from tests import snapshots
from tests.databases import Database
from tests.factories import new_snapshot
from tests.stress import importer, locker

IMPORTERS, LOCKERS, OPEN, PROPS = 6, 3, 8, 60
FILL = f"""
WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {PROPS})
INSERT INTO prop_markets (id, {importer.COLUMNS})
SELECT {{new}}, :id, 'NFL', 'Player', 'points', n, 'manual', CAST(n AS text) FROM n
"""
ALTERNATE = """
SELECT count(*) FROM (SELECT action, lag(action, 1, 'unlock')
  OVER (PARTITION BY snapshot_uuid ORDER BY id) AS before FROM snapshot_lock_events) AS e WHERE action = before
"""


@dataclass
class Found:
    """The figures of one run, and everything that is wrong."""

    told: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    locks: int = 0
    locked: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        work = sum(number for what, number in self.told.items() if what.startswith("importer"))
        figures = f"{self.kills} kills, {work:,} importer transactions, {self.locks} locks, {self.locked} locked now"
        told = ", ".join(f"{what} {number:,}" for what, number in self.told.most_common())
        return "\n".join(
            [figures, f"  {told}", f"  wrong: {len(self.wrong)}", *(f"    {one}" for one in self.wrong[:5])]
        )


class Field:
    """One database, and the processes that write to it."""

    def __init__(self, database: Database, log: Path, seed: int) -> None:
        self.database, self.log, self.chance = database, log, random.Random(seed)
        self.number, self.found = 0, Found()
        # Each process is a fork of one that has imported everything, which saves the start-up time.
        self.processes = get_context("forkserver")
        self.processes.set_forkserver_preload(["tests.stress.importer", "tests.stress.locker"])
        self.workers: list[ForkServerProcess] = []

    def run(self, seconds: float) -> Found:
        """Run for that long, then verify every locked snapshot."""
        self.log.touch()
        self.feed()
        self.workers = [self.start(place) for place in range(IMPORTERS + LOCKERS)]
        while not self.log.stat().st_size:
            time.sleep(0.01)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(self.chance.uniform(0.1, 0.6))
            with suppress(OperationalError):  # the database is busy: try again next time
                self.feed()
            self.kill(self.chance.randrange(len(self.workers)))
        for worker in self.workers:
            worker.kill()
            worker.join()
        return self.judge()

    def start(self, place: int) -> ForkServerProcess:
        """Start an importer or a locker, depending on the place."""
        if place < IMPORTERS:
            seed = self.chance.getrandbits(32)
            args = (self.database.kind, self.database.url, seed, str(self.log))
            worker = self.processes.Process(target=importer.work, args=args, daemon=True)
        else:
            worker = self.processes.Process(target=locker.work, args=(self.database.url, str(self.log)), daemon=True)
        worker.start()
        return worker

    def kill(self, place: int) -> None:
        """Kill one process with SIGKILL, and start another in its place."""
        worker = self.workers[place]
        if worker.exitcode is not None:
            self.found.wrong.append(f"process {place} ended by itself with {worker.exitcode}")
        worker.kill()
        worker.join()
        self.found.kills += 1
        self.workers[place] = self.start(place)

    def feed(self) -> None:
        """Create unlocked snapshots, up to OPEN, that are due within two seconds."""
        ((number,),) = self.database.rows("SELECT count(*) FROM snapshots WHERE NOT is_locked")
        for _ in range(OPEN - number):
            self.number += 1
            due = utc_now() + timedelta(seconds=self.chance.uniform(0.3, 2))
            with self.database.session() as work:
                made = new_snapshot(work, f"week-{self.number}", lock_at=due)
                identifier = dialect_named(self.database.kind).id(str(made.id))
                work.execute(text(FILL.format(new=importer.NEW[self.database.kind])), {"id": identifier})

    def judge(self) -> Found:
        """Verify that locked snapshots are unchanged, and that each was locked once."""
        self._wait_for_the_killed()
        found, lines = self.found, self.log.read_text().splitlines()
        found.told.update(" ".join(line.split()[:2]) for line in lines)
        found.wrong += [line for line in lines if line.startswith("locker") and line.split()[1] not in {"0", "75"}]
        verdicts = snapshots.problems(self.database)
        found.locked = len(verdicts)
        found.wrong += [f"{name}: {'; '.join(problems)}" for name, problems in verdicts.items() if problems]
        ((found.locks,),) = self.database.rows("SELECT count(*) FROM snapshot_lock_events WHERE action = 'lock'")
        ((doubled,),) = self.database.rows(ALTERNATE)
        found.wrong += [f"{doubled} locks of snapshots that were already locked"] * bool(doubled)
        return found

    def _wait_for_the_killed(self) -> None:
        """Wait until the server has noticed that the killed clients are gone."""
        others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while self.database.kind == "postgresql" and self.database.rows(others):
            time.sleep(0.1)
