"""The client's clock apart from the server's: a Python process with a shifted clock, without root or a C library.

`sitecustomize.py` in `shifted_clock/` replaces what Python offers as the time of day. Limits: libraries in C that ask
the operating system themselves (SQLite's `CURRENT_TIMESTAMP` and `unixepoch('now')`), other programs (pg_dump) and the
times of files keep the real clock, and so does `time.monotonic`, which has no time of day.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.databases import Database

FOLDER = Path(__file__).with_name("shifted_clock")
NOW = "import datetime; print(datetime.datetime.now(datetime.UTC).isoformat())"


def shifted(by: timedelta) -> dict[str, str]:
    """What a child process needs in its environment so that its clock is ahead by `by`, or behind if negative."""
    path = os.pathsep.join(filter(None, [str(FOLDER), os.environ.get("PYTHONPATH", "")]))
    return {"PYTHONPATH": path, "FAULTS_CLOCK_SHIFT": str(by.total_seconds())}


def client_time(env: dict[str, str]) -> datetime:
    """The time in a child process with this environment."""
    done = subprocess.run(
        [sys.executable, "-c", NOW], env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    return datetime.fromisoformat(done.stdout.strip())


def server_time(database: Database) -> datetime:
    """The time on the PostgreSQL server of the database."""
    ((now,),) = database.rows("SELECT clock_timestamp()")
    assert isinstance(now, datetime)
    return now.astimezone(UTC)


def skew(database: Database, env: dict[str, str]) -> timedelta:
    """How far a child process with this environment is ahead of the database's server; exact to a second or so."""
    return client_time(env) - server_time(database)
