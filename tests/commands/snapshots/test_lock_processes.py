"""`bbprops snapshots lock` in real processes: several hosts at once, one of them killed, and a running import."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from tests import snapshots
from tests.command_line import Result
from tests.commands.props import test_import_processes as imports
from tests.conftest import Run
from tests.databases import Database

pytestmark = pytest.mark.slow
INSERT = (
    "INSERT INTO prop_markets (id, snapshot_id, league, player_name, market_type, line, platform, external_id)"
    " SELECT gen_random_uuid(), id, 'NFL', 'New', 'points', 1.5, 'manual', 'new' FROM snapshots"
)
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def due(database: Database, number: int) -> list[str]:
    """Commit that many snapshots that have been due for a minute; their names."""
    names = [f"due-{place:02}" for place in range(number)]
    snapshots.due(database, *names)
    return names


def start(*args: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bbprops_cli", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def until(met: Callable[[], object]) -> None:
    patience = time.monotonic() + 60
    while not met():
        assert time.monotonic() < patience
        time.sleep(0.005)


@pytest.fixture
def environment(run: Run) -> None:
    """Set the environment variables with which processes find the database, as `run` does."""


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("hosts", [2, 3])
def test_several_hosts_lock_each_snapshot_once(database: Database, hosts: int) -> None:
    names = due(database, 12)

    crowd = [start("snapshots", "lock", "--due", "--wait", "20", "-o", "name") for _ in range(hosts)]
    told = [one.communicate(timeout=120) for one in crowd]

    assert [one.returncode for one in crowd] == [0] * hosts, told
    assert sorted(name for out, _ in told for name in out.split()) == names
    assert database.rows("SELECT count(*), count(DISTINCT snapshot_slug) FROM snapshot_lock_events") == [(12, 12)]
    assert snapshots.problems(database) == {name: [] for name in names}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("hosts", [2, 3])
def test_when_a_locker_is_killed_the_others_lock_the_rest(database: Database, hosts: int) -> None:
    names = due(database, 40)
    victim, *others = (start("snapshots", "lock", "--due", "--wait", "20", "--cron") for _ in range(hosts))
    until(lambda: len(snapshots.locked(database)) > 2)
    victim.send_signal(signal.SIGKILL)
    told = [one.communicate(timeout=120) for one in (victim, *others)]

    assert [one.returncode for one in others] == [0] * len(others), told
    assert snapshots.locked(database) == names
    assert database.rows("SELECT count(*), count(DISTINCT snapshot_slug) FROM snapshot_lock_events") == [(40, 40)]
    assert snapshots.problems(database) == {name: [] for name in names}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("options", [["--due"], ["--due", "--cron"], ["--due", "--cron", "-o", "json"]])
def test_a_killed_locker_has_printed_what_it_locked(database: Database, options: list[str]) -> None:
    due(database, 40)
    victim = start("snapshots", "lock", *options)
    until(lambda: len(snapshots.locked(database)) > 5)
    victim.kill()
    _, told = victim.communicate(timeout=60)

    digests = dict(database.rows("SELECT snapshot_slug, content_sha256 FROM snapshot_lock_events"))
    said = [line.split()[1:] for line in told.splitlines()]
    assert len(digests) - len(said) <= 1  # the kill may come between a commit and its line
    assert {name for name, *_ in said} <= set(digests)
    if "--cron" in options:
        assert [digest for _, digest, *_ in said] == [digests[name] for name, *_ in said]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("killed", [False, True])
def test_a_running_import_is_in_the_digest_whole_or_not_at_all(
    database: Database, tmp_path: Path, *, killed: bool
) -> None:
    snapshots.make(database, "target", props=0)
    file = imports.board(tmp_path / "board.csv", ["a"], 10_000)
    importer = imports.start(database, str(file), "--snapshot", "target")
    imports.wait_until_it_reads(database, importer)

    locker = start("snapshots", "lock", "target", "--wait", "60", "-o", "tsv")
    if killed:
        time.sleep(0.5)
        importer.kill()
    told = [one.communicate(timeout=120) for one in (importer, locker)]

    assert (locker.returncode, importer.returncode) in {(0, 0), (0, 6), (0, -signal.SIGKILL)}, told
    [(content,)] = database.rows("SELECT content_props FROM snapshots")
    assert content == 10_000 or (importer.returncode and content == 0)  # SIGKILL may come after its commit
    assert snapshots.problems(database) == {"target": []}


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_locker_that_is_the_victim_of_a_deadlock_tries_again(run: Run, database: Database) -> None:
    snapshots.make(database)
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
    results: list[Result] = []
    with closing(database.connect()) as importer:  # row first and gate afterwards: against the order
        importer.cursor().execute("BEGIN; UPDATE snapshots SET description = 'x'")
        locker = Thread(target=lambda: results.append(run("snapshots", "lock", "week-5", "--wait", "20")))
        locker.start()
        until(lambda: database.rows(waits))
        importer.cursor().execute(INSERT)
        importer.cursor().execute("COMMIT")
        locker.join()

    assert (results[0].exit_code, results[0].stderr) == (0, "locked week-5\n")
    assert database.rows("SELECT content_props FROM snapshots") == [(4,)]
    until(lambda: database.rows(DEADLOCKS) == [(1,)])
