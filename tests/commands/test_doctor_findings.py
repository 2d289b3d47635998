"""Each problem that `doctor` finds in a database, its server or its snapshots: verdict, limit, hint and exit code."""

import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots import verify
from bbprops_cli.rules.db import limits
from bbprops_cli.tasks import doctor
from tests import servers, snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.faults.clock import shifted


def disk(monkeypatch: pytest.MonkeyPatch, free: int, total: int = 10**12) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=total, used=total - free, free=free))


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    """The disk of the machine that runs the tests is not looked at."""
    disk(monkeypatch, 10**12 // 2)
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'development')")


def examined(run: Callable[..., Any], name: str, **more: Any) -> tuple[int, dict[str, str]]:
    """The exit code of `doctor`, and one of its findings."""
    result = run("doctor", "-o", "json", **more)
    found = {row["finding"]: row for row in json.loads(result.stdout)}
    assert set(found[name]) == {"finding", "verdict", "value", "limit", "hint"}
    wrong = [each for each, row in found.items() if row["verdict"] != "ok"]
    assert wrong == [name] * bool(wrong)  # a problem does not show in other findings
    return result.exit_code, found[name]


def test_tampered_locked_snapshot_is_an_error(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    assert examined(run, "digests")[1]["value"] == "1 of 1 locked snapshots are unchanged"
    trigger = "trg_prop_markets_guard_upd"
    before = "SELECT sql FROM sqlite_master WHERE name = 'trg_prop_markets_guard_upd'"
    change = "UPDATE prop_markets SET line = 99.5 WHERE external_id = 'week-5-1'"
    if database.kind == "postgresql":
        database.rows(f"ALTER TABLE prop_markets DISABLE TRIGGER {trigger}")
        database.rows(change)
        database.rows(f"ALTER TABLE prop_markets ENABLE TRIGGER {trigger}")
    else:
        ((sql,),) = database.rows(before)
        database.rows(f"DROP TRIGGER {trigger}")
        database.rows(change)
        database.rows(sql)

    code, found = examined(run, "digests")

    assert (code, found["verdict"], found["hint"]) == (
        6,
        "error",
        "Look closer with: bbprops snapshots verify --all",
    )
    assert found["value"].startswith("week-5: the content has the digest ")


def test_newest_and_oldest_digests_are_checked_first_within_the_time(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c", "d", "e"):
        snapshots.make(database, name, props=1)
        snapshots.lock(database, name)
    seen: list[str] = []
    check = verify.verify

    def noted(db: Any, key: Any, progress: Any) -> Any:
        found = check(db, key, progress)
        seen.append(key.name)
        return found

    monkeypatch.setattr(verify, "verify", noted)
    code, found = examined(run, "digests")
    assert (code, seen, found["value"]) == (0, ["e", "a", "d", "b", "c"], "5 of 5 locked snapshots are unchanged")

    seen.clear()
    monkeypatch.setattr(doctor, "monotonic", lambda: len(seen))  # each takes a second
    monkeypatch.setattr(doctor, "DIGEST_SECONDS", 1.5)
    code, found = examined(run, "digests")
    assert (code, found["hint"]) == (0, "Verify the others: bbprops snapshots verify --all")
    assert found["value"].startswith("2 of 5 locked snapshots are unchanged; 3 not checked within 1.5 s")


def test_snapshot_that_is_too_large_for_the_time_is_not_checked(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    monkeypatch.setattr(doctor, "DIGEST_SECONDS", -1)

    code, found = examined(run, "digests")

    assert (code, found["value"].startswith("0 of 1 locked snapshots are unchanged; 1 not checked")) == (0, True)


def test_lock_that_is_long_overdue_is_an_error(run: Run, database: Database) -> None:
    snapshots.make(database, "just", lock_at=utc_now() - timedelta(minutes=2))
    snapshots.make(database, "later", lock_at=utc_now() + timedelta(minutes=2))
    assert examined(run, "due locks")[0] == 0
    snapshots.make(database, "forgotten", lock_at=utc_now() - timedelta(days=300))

    code, found = examined(run, "due locks")

    assert (code, found["verdict"], found["limit"]) == (5, "error", "at most 10 min overdue")
    assert found["value"] == "forgotten is overdue for 10 months"
    assert "bbprops snapshots lock --due" in found["hint"]


def test_full_disk_is_a_warning_and_then_an_error(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk(monkeypatch, 9 * 10**9)
    warned = examined(run, "disk")
    disk(monkeypatch, 10**8)
    failed = examined(run, "disk")

    assert [(code, row["verdict"]) for code, row in (warned, failed)] == [(5, "warning"), (5, "error")]
    assert failed[1]["value"].startswith("100.0 MB of 1.0 TB are free (")
    assert failed[1]["limit"] == "10% or 10.0 GB free"


@pytest.mark.parametrize("age", [1, 8, 400])
def test_trash_is_a_warning_when_it_is_a_week_old(run: Run, database: Database, age: int) -> None:
    made = utc_now() - timedelta(days=age)
    name = f"{made:%Y%m%dt%H%M%S%f}z"
    if database.kind == "postgresql":
        database.rows(f"CREATE SCHEMA bbprops_trash_{name}")
    else:
        Path(f"{database.name}.trash-{name}").touch()

    code, found = examined(run, "trash")

    assert (code, found["verdict"]) == ((0, "ok") if age == 1 else (5, "warning"))
    assert found["value"] == f"1 piece, the oldest made {made:%Y-%m-%d}"


def test_trigger_that_is_not_ours_is_an_error(run: Run, database: Database) -> None:
    if database.kind == "postgresql":
        database.rows("CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$")
        database.rows("CREATE TRIGGER mine BEFORE UPDATE ON snapshots FOR EACH ROW EXECUTE FUNCTION skip()")
    else:
        database.rows("CREATE TRIGGER mine BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(IGNORE); END")

    code, found = examined(run, "foreign objects")

    assert (code, found["value"].startswith("trigger snapshots.mine: ")) == (6, True)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_connections_near_the_limit_are_a_problem(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, found = examined(run, "connections")
    assert (code, found["limit"]) == (0, "below 80% of them")
    monkeypatch.setattr(limits, "CONNECTIONS_WARNING", 0)

    code, found = examined(run, "connections")

    assert (code, found["verdict"]) == (5, "warning")
    assert " are in use" in found["value"]
    assert "max_connections" in found["hint"]


@pytest.mark.parametrize(("used", "verdict"), [(100, "ok"), (160, "warning"), (192, "error")])
def test_verdict_on_connections(used: int, verdict: str, database: Database) -> None:
    assert limits.connections(used, 200) == verdict


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("length", ["IDLE", "LONG"])
def test_transaction_that_is_idle_or_long_is_a_warning(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, length: str
) -> None:
    with closing(database.connect()) as other:
        other.autocommit = False
        cursor = other.cursor()
        cursor.execute("SET application_name = 'a worksheet'; SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        assert examined(run, "transactions")[0] == 0
        monkeypatch.setattr(limits, length, timedelta())

        code, found = examined(run, "transactions")

    problem = "has been idle in a transaction for" if length == "IDLE" else "has a transaction of"
    assert (code, found["verdict"]) == (5, "warning")
    assert found["value"].startswith(f"pid {pid} (a worksheet, role postgres) {problem} ")
    assert f"SELECT pg_terminate_backend({pid})" in found["hint"]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_role_without_privileges_learns_what_it_cannot_see(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(database.connect()) as other, other.cursor() as cursor, monkeypatch.context() as changed:
        cursor.execute("BEGIN; SELECT 1")
        changed.setenv("PGOPTIONS", "-c role=pg_read_all_data")

        code, sessions = examined(run, "transactions")
        _, found = examined(run, "disk")

    assert (code, "of other roles cannot be seen" in sessions["value"]) == (0, True)
    assert found["value"] == "not known: this role may not read data_directory"
    assert found["hint"] == "GRANT pg_monitor to this role to see more."


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("by", [timedelta(minutes=2), -timedelta(days=400)])
def test_clocks_that_differ_are_an_error(shell: Run, database: Database, by: timedelta) -> None:
    code, found = examined(shell, "clock", env=shifted(by))

    assert (code, found["verdict"], found["limit"]) == (5, "error", "60 s apart")
    assert found["value"].startswith("the clocks are ")


@pytest.mark.parametrize("kind", ["postgresql"])
def test_invalid_index_is_a_warning(run: Run, database: Database) -> None:
    database.rows("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_experiments_timestamp'::regclass")

    code, found = examined(run, "indexes")

    assert (code, found["verdict"]) == (5, "warning")
    assert found["value"] == "invalid or not finished: ix_experiments_timestamp"
    assert found["hint"] == "Build it again: REINDEX INDEX CONCURRENTLY ix_experiments_timestamp"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["postgresql"])
def test_standby_as_the_database_is_an_error(
    database: Database, run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bbprops_cli.db.schema import migrations

    binaries = servers.postgres_binaries()
    assert binaries
    guard, url = servers.start_postgres(binaries)
    migrations.upgrade(url)
    with tempfile.TemporaryDirectory(prefix="bbprops-replica-") as folder:
        Path(folder).chmod(0o755)
        second, there = servers.start_replica(url, Path(folder) / "cluster")
        monkeypatch.setenv("DATABASE_URL", there)

        code, found = examined(run_here, "server role")

        servers.stop(second)
        servers.stop(guard)
    assert (code, found["value"]) == (5, "a standby, which refuses every change")
    assert "Set DATABASE_URL to the primary" in found["hint"]
