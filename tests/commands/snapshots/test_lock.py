"""`bbprops snapshots lock`: what it prints, and its exit codes for cron."""

import json
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots.keys import SnapshotKey, resolve
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database

INSERT = (
    "INSERT INTO prop_markets (id, snapshot_id, league, player_name, market_type, line, platform, external_id)"
    " SELECT id, id, 'NFL', 'New', 'points', 1.5, 'manual', 'new' FROM snapshots WHERE snapshot_id = 'busy'"
)
BUSY = "locked by another transaction. Try again, or wait longer with --wait 60.\n"


def test_lock_prints_name_digest_and_props(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "lock", "week-5", "-o", "json")

    ((sha256,),) = database.rows("SELECT content_sha256 FROM snapshots")
    assert json.loads(result.stdout) == [{"snapshot_id": "week-5", "content_sha256": sha256, "content_props": 3}]
    assert (result.exit_code, result.stderr) == (0, "locked week-5\n")


def test_lock_of_a_locked_snapshot_changes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("snapshots", "lock", "week-5", "-o", "json")

    said = "nothing to do: week-5 is already locked\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", said)
    snapshots.make(database, "other")
    assert run("snapshots", "lock", "week-5", "other").stderr == f"locked other\n{said}"
    assert run("snapshots", "lock", "week-5", "--cron").stderr == ""


def test_lock_takes_names_and_ids_and_locks_each_once(run: Run, database: Database) -> None:
    identifier = snapshots.make(database, "a")
    snapshots.make(database, "b")

    result = run("snapshots", "lock", "b", identifier, "a", "-o", "name")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "b\na\n", "locked b\nlocked a\n")


def test_lock_with_an_unknown_name_locks_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    assert run("snapshots", "lock", "week-5", "week-6").exit_code == 3
    assert snapshots.locked(database) == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "error: no snapshot given: name one or more, or pass --due\n"),
        (["week-5", "--due"], "pass either names or --due\n"),
    ],
)
def test_lock_requires_names_or_due(run_here: Run, args: list[str], words: str) -> None:
    result = run_here("snapshots", "lock", *args)

    assert result.exit_code == 2
    assert result.stderr.endswith(words)


def test_lock_dry_run_shows_the_digest_and_locks_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    dry = run("snapshots", "lock", "week-5", "--dry-run", "-o", "json")

    assert (dry.exit_code, dry.stderr) == (0, "would lock week-5\n")
    assert snapshots.locked(database) == []
    assert run("snapshots", "lock", "week-5", "-o", "json").stdout == dry.stdout


def test_lock_due_locks_all_due_snapshots_only(run: Run, database: Database) -> None:
    snapshots.due(database, "a", "b")
    snapshots.make(database, "later", lock_at=utc_now() + timedelta(hours=1))
    snapshots.make(database, "never")

    result = run("snapshots", "lock", "--due", "-o", "name")

    assert (result.exit_code, result.stdout) == (0, "a\nb\n")
    assert snapshots.locked(database) == ["a", "b"]


def test_lock_cron_prints_one_line_with_the_digest_or_nothing(run: Run, database: Database) -> None:
    snapshots.due(database, "a")

    first, second = run("snapshots", "lock", "--due", "--cron"), run("snapshots", "lock", "--due", "--cron")

    ((sha256,),) = database.rows("SELECT content_sha256 FROM snapshots")
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", f"locked a {sha256} (2 props)\n")
    assert (second.exit_code, second.stdout, second.stderr) == (0, "", "")


def test_lock_of_a_snapshot_that_is_deleted_meanwhile_is_not_found(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        snapshots.make(database, name, props=0)

    def deleted_after_resolve(*args: Any) -> list[SnapshotKey]:
        found = resolve(*args)
        database.rows("DELETE FROM snapshots WHERE snapshot_id = 'a'")
        return found

    monkeypatch.setattr("bbprops_cli.tasks.snapshots.lock.resolve", deleted_after_resolve)
    single = run("snapshots", "lock", "a")
    snapshots.make(database, "a", props=0)
    several = run("snapshots", "lock", "a", "b")

    assert (single.exit_code, single.stderr) == (3, "error: snapshot a no longer exists.\n")
    assert (several.exit_code, snapshots.locked(database)) == (1, ["b"])
    assert "warning: snapshot a no longer exists" in several.stderr


def test_lock_requires_all_guards(run: Run, database: Database, tmp_path: Path) -> None:
    snapshots.due(database, "a", "b")
    assert run("snapshots", "export", "a", str(tmp_path / "a")).exit_code == 0
    database.rows("DROP TRIGGER trg_prop_markets_guard_upd" + " ON prop_markets" * (database.kind == "postgresql"))

    for args in (("lock", "--due", "--cron"), ("lock", "a", "--dry-run"), ("import", str(tmp_path / "a"), "--lock")):
        result = run("snapshots", *args)
        assert (result.exit_code, result.stdout) == (7, ""), result.stderr
        assert "trg_prop_markets_guard_upd is missing or disabled" in result.stderr
    assert snapshots.locked(database) == []


def test_lock_locks_the_others_when_one_snapshot_cannot_be_locked(run: Run, database: Database) -> None:
    snapshots.due(database, "a", "bad", "c")
    huge = '{"a": 1e999}'
    database.rows("UPDATE prop_markets SET extra_metadata = %s WHERE external_id = 'bad-1'", huge)

    several, single = run("snapshots", "lock", "--due", "--cron"), run("snapshots", "lock", "bad")

    assert (several.exit_code, single.exit_code) == (1, 5)
    assert several.stderr.splitlines()[-1] == "error: 1 of 3 snapshots could not be locked."
    assert several.stderr.count("bad cannot be locked: extra_metadata of ") == 1
    assert single.stderr.startswith("error: bad cannot be locked: extra_metadata of ")
    assert snapshots.locked(database) == ["a", "c"]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_lock_waits_for_busy_snapshots_last_and_exits_with_75(run: Run, database: Database) -> None:
    snapshots.due(database, "busy", "free")
    with closing(database.connect()) as importer:
        importer.cursor().execute(f"BEGIN; {INSERT}")
        result = run("snapshots", "lock", "--due", "--wait", "1", "-o", "name")

        assert (result.exit_code, result.stdout) == (75, "free\n")
        assert result.stderr.startswith("locked free\nerror: cannot lock busy: locked by another transaction: ")
        assert f"(user postgres, host 127.0.0.1, pid {importer.info.backend_pid})" in result.stderr
        importer.cursor().execute("COMMIT")

    assert run("snapshots", "lock", "--due", "-o", "name").stdout == "busy\n"
    assert snapshots.problems(database) == {"busy": [], "free": []}


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    "key", ["hashtextextended(id::text, 0)", "1650618482, hashtext(id::text)", "hashtext(id::text)"]
)
@pytest.mark.parametrize("args", [["--due"], ["week-5", "--wait", "1"]])
def test_advisory_lock_of_any_session_does_not_prevent_a_lock(
    run: Run, database: Database, key: str, args: list[str]
) -> None:
    snapshots.due(database, "week-5")
    with closing(database.connect()) as anybody:
        anybody.cursor().execute(f"SELECT pg_advisory_lock({key}) FROM snapshots")

        assert run("snapshots", "lock", *args).exit_code == 0
    assert snapshots.problems(database) == {"week-5": []}


@pytest.mark.parametrize("kind", ["postgresql"])
def test_lock_waits_for_an_import_that_ends_in_time(run: Run, database: Database) -> None:
    snapshots.due(database, "busy")
    with closing(database.connect()) as importer:
        importer.cursor().execute(f"BEGIN; {INSERT}")
        later = Timer(0.5, lambda: importer.cursor().execute("COMMIT"))
        later.start()
        result = run("snapshots", "lock", "--due", "-o", "json")
        later.join()

    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["content_props"] == 3


@pytest.mark.parametrize("kind", ["sqlite"])
def test_lock_of_a_busy_sqlite_file_exits_with_75_after_one_wait(run: Run, database: Database) -> None:
    snapshots.due(database, "a", "b", "c", "d")
    with closing(database.connect()) as writer:
        writer.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        result = run("snapshots", "lock", "--due", "--wait", "1")

    assert result.exit_code == 75
    assert result.stderr == f"error: cannot lock a, b, c, d: {BUSY}"
    assert 1 <= time.monotonic() - began < 4


def test_lock_in_another_environment_is_refused(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.due(database, "a")
    monkeypatch.setenv("BBPROPS_ENV", "production")

    assert run("snapshots", "lock", "--due").exit_code == 5
    assert snapshots.locked(database) == []


def test_an_import_into_a_locked_snapshot_is_refused(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", stdin="player,market,line\n")

    assert result.exit_code == 6
    assert "cannot import into week-5: the snapshot is locked" in result.stderr


def test_an_import_into_an_unlocked_snapshot_works(run: Run, database: Database) -> None:
    snapshots.make(database)
    board = "player,market,line\nAda Example,points,1.5\n"

    first = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", stdin=board)
    again = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", stdin=board)

    assert first.stderr.endswith("read 1: 1 inserted\n")
    assert again.stderr.endswith("read 1: 0 inserted, 1 unchanged\n")
