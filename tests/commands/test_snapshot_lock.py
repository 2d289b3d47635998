"""`snapshots lock`, `unlock`, `verify` and `history`: what they print, and what cron learns from their exit code."""

import json
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bbprops_cli.models.base import utc_now
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database

INSERT = (
    "INSERT INTO prop_markets (id, snapshot_id, league, player_name, market_type, line, platform, external_id)"
    " SELECT id, id, 'NFL', 'New', 'points', 1.5, 'manual', 'new' FROM snapshots WHERE snapshot_id = 'busy'"
)


def due(database: Database, *names: str) -> None:
    """Snapshots whose time came a minute ago."""
    for name in names:
        snapshots.make(database, name, props=2, lock_at=utc_now() - timedelta(minutes=1))


def locked(database: Database) -> list[str]:
    return [name for (name,) in database.rows("SELECT snapshot_id FROM snapshots WHERE is_locked ORDER BY 1")]


def test_lock_prints_name_digest_and_props(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "lock", "week-5", "-o", "json")

    ((sha256,),) = database.rows("SELECT content_sha256 FROM snapshots")
    assert json.loads(result.stdout) == [{"snapshot_id": "week-5", "content_sha256": sha256, "content_props": 3}]
    assert (result.exit_code, result.stderr) == (0, "locked week-5\n")


def test_to_lock_again_is_nothing_to_do(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("snapshots", "lock", "week-5", "-o", "json")

    said = "nothing to do: week-5 is locked already\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", said)
    snapshots.make(database, "other")
    assert run("snapshots", "lock", "week-5", "other").stderr == f"locked other\n{said}"
    assert run("snapshots", "lock", "week-5", "--cron").stderr == ""


def test_several_are_locked_by_any_of_their_names(run: Run, database: Database) -> None:
    identifier = snapshots.make(database, "a")
    snapshots.make(database, "b")

    result = run("snapshots", "lock", "b", identifier, "a", "-o", "name")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "b\na\n", "locked b; a\n")


def test_an_unknown_name_locks_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    assert run("snapshots", "lock", "week-5", "week-6").exit_code == 3
    assert locked(database) == []


@pytest.mark.parametrize("args", [[], ["week-5", "--due"]])
def test_names_or_due(run_here: Run, args: list[str]) -> None:
    result = run_here("snapshots", "lock", *args)

    assert result.exit_code == 2
    assert "Name snapshots, or say --due" in result.stderr


def test_a_dry_run_shows_the_digest_and_locks_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    dry = run("snapshots", "lock", "week-5", "--dry-run", "-o", "json")

    assert (dry.exit_code, dry.stderr) == (0, "would have locked week-5\n")
    assert locked(database) == []
    assert run("snapshots", "lock", "week-5", "-o", "json").stdout == dry.stdout


def test_due_locks_what_is_due(run: Run, database: Database) -> None:
    due(database, "a", "b")
    snapshots.make(database, "later", lock_at=utc_now() + timedelta(hours=1))
    snapshots.make(database, "never")

    result = run("snapshots", "lock", "--due", "-o", "name")

    assert (result.exit_code, result.stdout) == (0, "a\nb\n")
    assert locked(database) == ["a", "b"]


def test_cron_hears_nothing_or_one_line_with_the_digest(run: Run, database: Database) -> None:
    due(database, "a")

    first, second = run("snapshots", "lock", "--due", "--cron"), run("snapshots", "lock", "--due", "--cron")

    ((sha256,),) = database.rows("SELECT content_sha256 FROM snapshots")
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", f"locked a {sha256} (2 props)\n")
    assert (second.exit_code, second.stdout, second.stderr) == (0, "", "")


def test_nothing_is_locked_without_guards(run: Run, database: Database, tmp_path: Path) -> None:
    due(database, "a", "b")
    assert run("snapshots", "export", "a", str(tmp_path / "a")).exit_code == 0
    database.rows("DROP TRIGGER trg_prop_markets_guard_upd" + " ON prop_markets" * (database.kind == "postgresql"))

    for args in (("lock", "--due", "--cron"), ("lock", "a", "--dry-run"), ("import", str(tmp_path / "a"), "--lock")):
        result = run("snapshots", *args)
        assert (result.exit_code, result.stdout) == (7, ""), result.stderr
        assert "trg_prop_markets_guard_upd is missing or switched off" in result.stderr
    assert locked(database) == []


def test_one_bad_snapshot_does_not_keep_the_others_open(run: Run, database: Database) -> None:
    due(database, "a", "bad", "c")
    huge = '{"a": 1e999}'
    database.rows("UPDATE prop_markets SET extra_metadata = %s WHERE external_id = 'bad-1'", huge)

    several, single = run("snapshots", "lock", "--due", "--cron"), run("snapshots", "lock", "bad")

    assert (several.exit_code, single.exit_code) == (1, 5)
    assert several.stderr.splitlines()[-1] == "error: 1 of 3 snapshots could not be locked."
    assert several.stderr.count("bad cannot be locked: extra_metadata of ") == 1
    assert single.stderr.startswith("error: bad cannot be locked: extra_metadata of ")
    assert locked(database) == ["a", "c"]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_what_is_busy_comes_last_and_is_75(run: Run, database: Database) -> None:
    due(database, "busy", "free")
    with closing(database.connect()) as importer:
        importer.cursor().execute(f"BEGIN; {INSERT}")
        result = run("snapshots", "lock", "--due", "--wait", "1", "-o", "name")

        assert (result.exit_code, result.stdout) == (75, "free\n")
        assert result.stderr == "locked free\nerror: Somebody is at work on busy. Try again.\n"
        importer.cursor().execute("COMMIT")

    assert run("snapshots", "lock", "--due", "-o", "name").stdout == "busy\n"
    assert snapshots.problems(database) == {"busy": [], "free": []}


@pytest.mark.parametrize("kind", ["postgresql"])
def test_an_import_that_ends_in_time_is_waited_for(run: Run, database: Database) -> None:
    from threading import Timer

    due(database, "busy")
    with closing(database.connect()) as importer:
        importer.cursor().execute(f"BEGIN; {INSERT}")
        later = Timer(0.5, lambda: importer.cursor().execute("COMMIT"))
        later.start()
        result = run("snapshots", "lock", "--due", "-o", "json")
        later.join()

    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["content_props"] == 3


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_that_stays_busy_is_75_after_one_wait(run: Run, database: Database) -> None:
    due(database, "a", "b", "c", "d")
    with closing(database.connect()) as writer:
        writer.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        result = run("snapshots", "lock", "--due", "--wait", "1")

    assert result.exit_code == 75
    assert result.stderr == "error: Somebody is at work on a, b, c, d. Try again.\n"
    assert 1 <= time.monotonic() - began < 4


def test_the_wrong_environment_is_refused(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    due(database, "a")
    monkeypatch.setenv("BBPROPS_ENV", "production")

    assert run("snapshots", "lock", "--due").exit_code == 5
    assert locked(database) == []


def test_an_import_into_a_locked_snapshot_is_refused(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", stdin="player,market,line\n")

    assert result.exit_code == 6
    assert "week-5 is locked" in result.stderr


def test_an_import_into_an_open_snapshot_still_works(run: Run, database: Database) -> None:
    snapshots.make(database)
    board = "player,market,line\nAda Example,points,1.5\n"

    first = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", stdin=board)
    again = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", stdin=board)

    assert first.stderr.endswith("read 1: 1 inserted\n")
    assert again.stderr.endswith("read 1: 0 inserted, 1 unchanged\n")


def test_unlock_opens_it_with_a_reason(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    first = run("snapshots", "unlock", "week-5", "--reason", "the wrong file")
    second = run("snapshots", "unlock", "week-5", "--reason", "the wrong file")

    assert (first.exit_code, first.stderr) == (0, "unlocked week-5\n")
    assert (second.exit_code, second.stderr) == (0, "nothing to do: week-5 is not locked\n")
    assert locked(database) == []


def test_unlock_wants_a_reason(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    assert run("snapshots", "unlock", "week-5").exit_code == 2
    assert run("snapshots", "unlock", "week-5", "--reason", "x      y").exit_code == 0
    assert run("snapshots", "unlock", "week-5", "--reason", " short ").exit_code == 5


def test_a_dry_run_of_unlock_leaves_it_locked(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    result = run("snapshots", "unlock", "week-5", "--reason", "the wrong file", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would have unlocked week-5\n")
    assert locked(database) == ["week-5"]


def test_history_tells_it_newest_first(run: Run, database: Database) -> None:
    for name in ("week-5", "other"):
        snapshots.make(database, name)
        run("snapshots", "lock", name)
    run("snapshots", "unlock", "week-5", "--reason", "the wrong file")

    rows = json.loads(run("snapshots", "history", "week-5", "-o", "json").stdout)

    assert [(row["snapshot_slug"], row["action"], row["reason"]) for row in rows] == [
        ("week-5", "unlock", "the wrong file"),
        ("week-5", "lock", None),
    ]
    assert rows[0]["client"].startswith("bbprops snapshots unlock ")
    assert datetime.fromisoformat(rows[0]["at"]) >= datetime.fromisoformat(rows[1]["at"])
    assert run("snapshots", "history", "-o", "name").stdout.split() == ["3", "2", "1"]
    assert run("snapshots", "history", "nowhere").exit_code == 3


def test_verify_finds_all_well(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    for args in (["week-5"], ["--all"], ["--since", "-1d"]):
        result = run("snapshots", "verify", *args, "-o", "json")

        (row,) = json.loads(result.stdout)
        assert (result.exit_code, row["name"], row["result"], row["problems"]) == (0, "week-5", "ok", "")
        assert result.stderr == "nothing differs: 1 locked, and the guards\n"
    assert run("snapshots", "verify", "--since", "today+1d", "-o", "json").stdout == "[]\n"


def test_verify_names_what_differs(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")
    on = " ON prop_markets" * (database.kind == "postgresql")
    database.rows(f"DROP TRIGGER trg_prop_markets_guard_del{on}")
    database.rows("DELETE FROM prop_markets WHERE external_id = 'week-5-0'")

    result = run("snapshots", "verify", "--all", "-o", "json")

    assert result.exit_code == 6
    guard, snapshot = json.loads(result.stdout)
    assert (guard["name"], guard["problems"]) == (
        "trigger prop_markets.trg_prop_markets_guard_del",
        "the guard is missing",
    )
    assert (snapshot["name"], snapshot["result"]) == ("week-5", "differs")
    assert "week-5: it holds 2 props, but 3 were locked" in result.stderr


def test_verify_needs_to_know_what(run: Run, database: Database) -> None:
    snapshots.make(database)

    assert run("snapshots", "verify").exit_code == 2
    assert run("snapshots", "verify", "week-5", "--all").exit_code == 2
    assert run("snapshots", "verify", "week-5").exit_code == 5


def test_verify_writes_nothing(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")

    assert run("snapshots", "verify", "--all").exit_code == 0
