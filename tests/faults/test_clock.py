"""A shifted clock is seen by everything that Python offers, by `bbprops`, and by nobody else."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.faults import clock

CLOCKS = """
import time
from datetime import UTC, date, datetime
import json
utc = datetime.now(UTC)
print(json.dumps([
    utc.timestamp(), time.time(), time.time_ns() / 1e9, datetime.now().timestamp(), datetime.today().timestamp(),
    time.mktime(time.localtime()), datetime(*time.gmtime()[:6], tzinfo=UTC).timestamp(),
]))
print(json.dumps([str(date.today()), str(datetime.today().date()), type(utc) is datetime, isinstance(utc, datetime)]))
"""


@pytest.mark.parametrize("by", [timedelta(days=400), timedelta(hours=-1)], ids=["ahead", "behind"])
def test_every_clock_of_python_is_shifted_alike(by: timedelta) -> None:
    env = {**os.environ, **clock.shifted(by)}
    done = subprocess.run([sys.executable, "-c", CLOCKS], env=env, capture_output=True, text=True, check=True)

    clocks, kinds = map(json.loads, done.stdout.splitlines())
    expected = datetime.now(UTC) + by
    assert all(abs(seconds - expected.timestamp()) < 30 for seconds in clocks)
    assert kinds[0] == kinds[1]
    assert abs(datetime.fromisoformat(kinds[0]).replace(tzinfo=UTC) - expected) < timedelta(days=2)
    assert kinds[2:] == [True, True]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_client_and_server_are_as_far_apart_as_asked_for(database: Database) -> None:
    assert abs(clock.skew(database, clock.shifted(timedelta(days=2))) - timedelta(days=2)) < timedelta(seconds=30)
    assert abs(clock.skew(database, {})) < timedelta(seconds=30)


def test_relative_dates_are_read_with_the_clock_of_the_database(database: Database, shell: Run, run: Run) -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    assert run("snapshots", "create", "soon", "--league", "NFL", "--lock-at", in_an_hour.isoformat()).exit_code == 0

    due = shell("snapshots", "list", "--where", "lock_at < now", "-o", "name", env=clock.shifted(timedelta(hours=2)))
    early = shell("snapshots", "list", "--where", "lock_at < now", "-o", "name")

    by_machine = {"sqlite": "soon\n", "postgresql": ""}  # a server has a clock of its own
    assert (due.exit_code, due.stdout, due.stderr) == (0, by_machine[database.kind], "")
    assert (early.exit_code, early.stdout) == (0, "")
