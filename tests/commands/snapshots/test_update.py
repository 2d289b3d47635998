"""`bbprops snapshots update`."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

SUNDAY = datetime(2025, 10, 5, 17, tzinfo=UTC)


def test_update_changes_the_given_columns(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run(
        "snapshots", "update", "week-5", "--description", "new", "--rename", "five", "--week", "6", "--tag", "a"
    )

    five = snapshots.shown(run, "five")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (
        result.stderr == "updated week-5: description nothing → new, tags nothing → a, name week-5 → five, week 5 → 6\n"
    )
    assert (five["description"], five["week"], five["tags"], five["league"]) == ("new", 6, ["a"], "NFL")


def test_update_with_the_stored_values_changes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database, config={"b": 1, "a": 2.0}, tags=["x"], lock_at=SUNDAY)

    result = run(
        *("snapshots", "update", "week-5", "--config", '{"a": 2, "b": 1}', "--tag", "x", "--season", "2025-26"),
        *("--lock-at", "2025-10-05T17:00Z", "--rename", "week-5"),
    )

    assert (result.exit_code, result.stderr) == (0, "nothing to do: week-5 already has these values\n")


def test_update_empties_columns_by_empty_text_and_by_clear(run: Run, database: Database) -> None:
    snapshots.make(database, description="old", model_version="v2", config={"a": 1}, lock_at=SUNDAY)

    run("snapshots", "update", "week-5", "--description", "", "--clear", "week", "--clear", "config")
    result = run("snapshots", "update", "week-5", "--lock-at", "never")

    assert result.stderr == "updated week-5: lock_at Sun 2025-10-05 17:00 UTC → nothing\n"
    found = snapshots.shown(run)
    assert (found["description"], found["week"], found["config"], found["lock_at"]) == (None, None, {}, None)
    assert found["model_version"] == "v2"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "nothing to update: pass at least one of --description"),
        (["--clear", "lockat"], "'lockat' cannot be emptied. Did you mean lock_at?"),
        (["--clear", "league"], "'league' cannot be emptied"),
        (["--season", "20"], "is not a season"),
        (["--model-version", ""], "cannot be empty"),
    ],
)
def test_update_refuses_wrong_usage(run: Run, database: Database, options: list[str], words: str) -> None:
    snapshots.make(database)

    result = run("snapshots", "update", "week-5", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_locked_snapshot_refuses_update_tag_and_delete(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    for args in (["update", "week-5", "--description", "x"], ["update", "week-5", "--lock-at", "never"]):
        result = run("snapshots", *args)
        assert (result.exit_code, result.stdout) == (6, "")
        assert "week-5 is locked" in result.stderr
    assert run("snapshots", "tag", "add", "week-5", "x").exit_code == 6
    assert run("snapshots", "delete", "week-5", "--yes").exit_code == 6
    assert snapshots.problems(database) == {"week-5": []}


def test_update_rename_refuses_a_name_that_is_taken(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.make(database, "other")

    result = run("snapshots", "update", "week-5", "--rename", "other")

    assert (result.exit_code, result.stderr) == (5, "error: snapshot other already exists: choose another name\n")


def test_update_lock_at_kickoff_is_the_earliest_game_as_of_now(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "week-5")
        for hours in (3, 0, 30):
            new_prop(work, snapshot_id=snapshot.id, game_date=SUNDAY + timedelta(hours=hours))

    result = run("snapshots", "update", "week-5", "--lock-at", "kickoff")

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "updated week-5: lock_at nothing → Sun 2025-10-05 17:00 UTC",
        "the lock time is in the past: the next `bbprops snapshots lock --due` locks the snapshot",
    ]
    assert run("snapshots", "list", "--due", "-o", "name").stdout == "week-5\n"


def test_update_lock_at_kickoff_requires_a_game_time(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "update", "week-5", "--lock-at", "kickoff")

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith("error: cannot lock at kickoff: no prop of the snapshot has a game time")


def test_update_dry_run_changes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "update", "week-5", "--description", "x", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would update week-5: description nothing → x\n")
    assert snapshots.shown(run)["description"] is None
