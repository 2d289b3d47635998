"""`doctor`: all checks at once, and the code of the worst problem as the exit code."""

import json
import shutil
import sys
import time
from types import SimpleNamespace
from typing import Any

import pexpect
import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.faults.proxy import Proxy

DEAD = "postgresql://me:s3cret@127.0.0.1:1/props"


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the machine that runs the tests is not looked at."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=10**12, used=0, free=10**12))


def findings(result: Any) -> dict[str, dict[str, str]]:
    assert "s3cret" not in result.stdout + result.stderr
    return {row["finding"]: row for row in json.loads(result.stdout)}


def test_doctor_finds_no_problems(run: Run, redis: Any) -> None:
    run("db", "environment", "development")
    result = run("doctor", "-o", "json")

    found = findings(result)
    assert (result.exit_code, result.stderr) == (0, "no problems\n")
    assert {row["verdict"] for row in found.values()} == {"ok"}
    assert found["DATABASE_URL"]["value"].endswith("(from environment)")
    assert found["environment"]["value"] == "development"
    assert "the newest" in found["migrations"]["value"]
    assert "answers in" in found["redis"]["value"]
    assert found["replica"]["value"] == "not set: reads go to the primary"


def test_doctor_without_settings_suggests_db_init(run_here: Run) -> None:
    result = run_here("doctor", "-o", "json")

    found = findings(result)
    assert (result.exit_code, result.stderr) == (7, "1 problem\n")
    assert (found["DATABASE_URL"]["verdict"], found["redis"]["verdict"]) == ("ok", "ok")
    assert found["database"]["hint"] == "Run: bbprops db init"


def test_doctor_exits_with_the_worst_problem_and_shows_all(run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("DATABASE_URL", DEAD),
        ("REDIS_URL", "redis://:s3cret@127.0.0.1:1"),
        ("DATABASE_REPLICA_URL", DEAD),
        ("DATABASE_POOL_SIZE", "many"),
    ):
        monkeypatch.setenv(name, value)

    result = run_here("doctor", "-o", "json")

    found = findings(result)
    assert (result.exit_code, result.stderr) == (4, "4 problems\n")
    assert {name for name, row in found.items() if row["verdict"] == "error"} == {
        "DATABASE_POOL_SIZE",
        "database",
        "redis",
        "replica",
    }
    assert "must be a whole number" in found["DATABASE_POOL_SIZE"]["value"]


def test_doctor_reports_missing_migrations(
    run_here: Run, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)

    assert run_here("doctor").exit_code == 7


def test_doctor_compares_the_environment_label_with_bbprops_env(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    note = findings(run("doctor", "-o", "json"))["environment"]
    assert (note["verdict"], note["hint"]) == ("ok", "Set one: bbprops db environment")

    monkeypatch.setenv("BBPROPS_ENV", "staging")
    result = run("doctor", "-o", "json")
    assert (result.exit_code, findings(result)["environment"]["verdict"]) == (5, "error")


def test_doctor_names_a_missing_guard(run: Run, database: Database) -> None:
    table = " ON snapshot_lock_events" if database.kind == "postgresql" else ""
    names = database.rows(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'trg_snapshot_lock_events%' ORDER BY 1"
        if database.kind == "postgresql"
        else "SELECT name FROM sqlite_master WHERE name LIKE 'trg_snapshot_lock_events%' ORDER BY 1"
    )
    trigger = names[0][0]
    database.rows(f"DROP TRIGGER {trigger}{table}")

    result = run("doctor", "-o", "json")

    assert result.exit_code == 6
    assert trigger in findings(result)["guards"]["value"]


def test_doctor_reports_a_server_that_is_not_a_replica(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_REPLICA_URL", database.url)

    result = run("doctor", "-o", "json")

    replica = findings(result)["replica"]
    expected = (4, "is not a replica") if database.kind == "postgresql" else (2, "PostgreSQL")
    assert (result.exit_code, replica["verdict"], expected[1] in replica["value"]) == (expected[0], "error", True)
    if database.kind == "postgresql":
        assert "is not a replica; reads go to the primary" in run("db", "info", "-o", "json").stdout


def test_doctor_on_a_narrow_terminal_prints_problems_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", DEAD)
    doctor = ["-m", "bbprops_cli", "doctor"]
    child = pexpect.spawn(sys.executable, doctor, dimensions=(40, 60), encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)
    lines = child.before.splitlines()
    child.close()

    assert child.exitstatus == 4
    (told,) = (line for line in lines if line.startswith("database: me@127.0.0.1:1/props: The database cannot"))
    assert told.endswith("Connection refused. Check DATABASE_URL; `bbprops config` shows what is in use.")
    assert lines[-1] == "1 problem"


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("command", [("doctor", "-o", "json"), ("db", "ping"), ("db", "ping", "--wait", "1s")])
def test_server_that_stops_to_answer_is_reported_in_time(
    database: Database, run_here: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    with Proxy(database.url) as proxy:
        monkeypatch.setenv("DATABASE_URL", proxy.url)
        proxy.swallow_after(received=600 if command[0] == "doctor" else 100)
        began = time.monotonic()
        result = run_here(*command, "--timeout", "1")

    assert result.exit_code == 4
    assert time.monotonic() - began < 5
    if command[0] == "doctor":
        found = findings(result)["time-out"]
        assert found["value"] == "not finished within 1 s: no answer after the check of DATABASE_URL"
        assert "--timeout" in found["hint"]
    else:
        assert "The database does not answer within 1 s." in result.stderr


def test_doctor_finishes_its_checks_within_the_default_time(run: Run) -> None:
    assert "time-out" not in findings(run("doctor", "-o", "json"))
