"""`db ping`."""

import json
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.databases import Database


def test_ping_measures_connection_and_answer(run: Run) -> None:
    found = json.loads(run("db", "ping", "-o", "json").stdout)

    assert 0 < found["answer_ms"] < 10_000
    assert 0 < found["connect_ms"] < 10_000


def test_ping_wait_succeeds_once_the_database_answers(empty_database: Database, run_empty: Run) -> None:
    if empty_database.kind == "postgresql":
        assert run_empty("db", "ping", "--wait", "1s").exit_code == 0
        return
    threading.Timer(0.3, Path(empty_database.name).touch).start()

    result = run_empty("db", "ping", "--wait", "20s", "-v")

    assert (result.exit_code, ": no such database." in result.stderr) == (0, True)


def test_ping_wait_fails_when_the_time_is_up(run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:secret@127.0.0.1:1/postgres")
    started = time.monotonic()

    result = run_here("db", "ping", "--wait", "1s", "-v")

    assert 0.9 < time.monotonic() - started < 10
    assert (result.exit_code, result.stdout) == (4, "")
    assert len(result.stderr.splitlines()) > 3  # each attempt, the failure, the time
