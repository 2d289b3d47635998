"""`snapshots update`, `tag` and `delete`, and the filters of `list`, `latest` and `show`."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bbprops_cli.models import Experiment, SavedSlip
from bbprops_cli.models.base import utc_now
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_prop, new_slip, new_snapshot

SUNDAY = datetime(2025, 10, 5, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def development(database: Database) -> None:
    """An unmarked database counts as production."""
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', 'development')")


def shown(run: Run, name: str = "week-5") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("snapshots", "show", name, "-o", "json").stdout)
    return found


def count(database: Database, where: str = "true") -> int:
    ((number,),) = database.rows(f"SELECT count(*) FROM prop_markets WHERE {where}")
    return int(number)


def test_update_changes_what_is_said(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run(
        "snapshots", "update", "week-5", "--description", "new", "--rename", "five", "--week", "6", "--tag", "a"
    )

    five = shown(run, "five")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == 'updated week-5: description new, tags ["a"], snapshot_id five, week 6\n'
    assert (five["description"], five["week"], five["tags"], five["league"]) == ("new", 6, ["a"], "NFL")


def test_update_of_what_is_so_already(run: Run, database: Database) -> None:
    snapshots.make(database, config={"b": 1, "a": 2.0}, tags=["x"], lock_at=SUNDAY)

    result = run(
        *("snapshots", "update", "week-5", "--config", '{"a": 2, "b": 1}', "--tag", "x", "--season", "2025-26"),
        *("--lock-at", "2025-10-05T17:00Z", "--rename", "week-5"),
    )

    assert (result.exit_code, result.stderr) == (0, "nothing to do: week-5 is so already\n")


def test_an_empty_text_and_clear_empty_a_column(run: Run, database: Database) -> None:
    snapshots.make(database, description="old", model_version="v2", config={"a": 1}, lock_at=SUNDAY)

    run("snapshots", "update", "week-5", "--description", "", "--clear", "week", "--clear", "config")
    result = run("snapshots", "update", "week-5", "--lock-at", "never")

    assert result.stderr == "updated week-5: lock_at nothing\n"
    found = shown(run)
    assert (found["description"], found["week"], found["config"], found["lock_at"]) == (None, None, {}, None)
    assert found["model_version"] == "v2"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "Nothing says what to change. Add --description"),
        (["--clear", "lockat"], "'lockat' cannot be emptied. Did you mean lock_at?"),
        (["--clear", "league"], "'league' cannot be emptied"),
        (["--season", "20"], "is not a season"),
        (["--model-version", ""], "cannot be empty"),
    ],
)
def test_update_put_wrongly(run: Run, database: Database, options: list[str], words: str) -> None:
    snapshots.make(database)

    result = run("snapshots", "update", "week-5", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_locked_snapshot_takes_no_change(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    for args in (["update", "week-5", "--description", "x"], ["update", "week-5", "--lock-at", "never"]):
        result = run("snapshots", *args)
        assert (result.exit_code, result.stdout) == (6, "")
        assert "week-5 is locked" in result.stderr
    assert run("snapshots", "tag", "add", "week-5", "x").exit_code == 6
    assert run("snapshots", "delete", "week-5", "--yes").exit_code == 6
    assert snapshots.problems(database) == {"week-5": []}


def test_a_name_that_is_taken_stays_taken(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.make(database, "other")

    result = run("snapshots", "update", "week-5", "--rename", "other")

    assert (result.exit_code, result.stderr) == (5, "error: A snapshot other exists already. Choose another name.\n")


def test_kickoff_is_the_earliest_game_as_of_now(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "week-5")
        for hours in (3, 0, 30):
            new_prop(work, snapshot_id=snapshot.id, game_date=SUNDAY + timedelta(hours=hours))

    result = run("snapshots", "update", "week-5", "--lock-at", "kickoff")

    assert (result.exit_code, result.stderr) == (0, "updated week-5: lock_at 2025-10-05T17:00:00Z\n")
    assert run("snapshots", "list", "--due", "-o", "name").stdout == "week-5\n"


def test_no_game_no_kickoff(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "update", "week-5", "--lock-at", "kickoff")

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith("error: cannot lock at kickoff: no prop of the snapshot has a game time")


def test_a_dry_update_changes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "update", "week-5", "--description", "x", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would have updated week-5: description x\n")
    assert shown(run)["description"] is None


def test_tags_come_and_go(run: Run, database: Database) -> None:
    snapshots.make(database, tags=["old"])

    added = run("snapshots", "tag", "add", "week-5", "b", "old", "a", "b")
    again = run("snapshots", "tag", "add", "week-5", "a")
    removed = run("snapshots", "tag", "rm", "week-5", "old", "unknown")

    assert added.stderr == "tagged: week-5 has the tags old, b, a\n"
    assert again.stderr == "nothing to do: week-5 has the tags old, b, a\n"
    assert (removed.exit_code, removed.stderr) == (0, "tagged: week-5 has the tags b, a\n")
    assert shown(run)["tags"] == ["b", "a"]
    assert run("snapshots", "tag", "add", "week-5", "x\ny").exit_code == 5


@pytest.fixture
def several(database: Database) -> Database:
    """Four snapshots, the newest last."""
    with database.session() as work:
        new_snapshot(work, "a", tags=["x", "y"], created_at=SUNDAY)
        new_snapshot(work, "b", league="NBA", week=None, created_at=SUNDAY + timedelta(hours=1))
        new_snapshot(
            work, "c", season="2024", lock_at=utc_now() - timedelta(hours=1), created_at=SUNDAY + timedelta(hours=2)
        )
        new_snapshot(
            work, "d", tags=["x%"], lock_at=utc_now() + timedelta(hours=1), created_at=SUNDAY + timedelta(hours=3)
        )
    snapshots.lock(database, "a")
    return database


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ([], "d c b a"),
        (["--league", "nba"], "b"),
        (["--season", "2024"], "c"),
        (["--week", "5"], "d c a"),
        (["--locked"], "a"),
        (["--unlocked"], "d c b"),
        (["--due"], "c"),
        (["--tag", "x"], "a"),
        (["--tag", "x", "--tag", "y"], "a"),
        (["--tag", "x%"], "d"),
        (["--tag", "x", "--tag", "z"], ""),
        (["--due", "--locked"], ""),
    ],
)
def test_list_by_its_filters(run: Run, several: Database, options: list[str], names: str) -> None:
    result = run("snapshots", "list", *options, "-o", "name")

    assert (result.exit_code, result.stdout.split(), result.stderr) == (0, names.split(), "")


def test_latest_is_the_newest_that_fits(run: Run, several: Database) -> None:
    newest = run("snapshots", "latest", "-o", "name")
    record = json.loads(
        run("snapshots", "latest", "--league", "NFL", "--season", "2025", "--locked", "-o", "json").stdout
    )

    assert (newest.exit_code, newest.stdout, newest.stderr) == (0, "d\n", "")
    assert record["snapshot_id"] == "a"


def test_no_latest_is_a_failure_for_scripts(run: Run, several: Database) -> None:
    result = run("snapshots", "latest", "--week", "6", "-o", "name")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "error: No snapshot fits. Look with: bbprops snapshots list\n"


def test_show_is_one_document_with_counts_and_events(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    found = shown(run)

    assert found["props"] == 3
    assert found["counts"] == [{"market_type": "passing_yards", "platform": "prizepicks", "props": 3}]
    (event,) = found["events"]
    assert (event["action"], event["content_sha256"]) == ("lock", found["content_sha256"])


def test_show_for_people_has_tables_below(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    record, counts, events = run("snapshots", "show", "week-5", "-o", "table").stdout.split("\n\n")

    assert "content_sha256" in record
    assert [line.split() for line in counts.splitlines()] == [
        ["market", "platform", "props"],
        ["passing_yards", "prizepicks", "3"],
    ]
    assert "lock" in events


def test_delete_takes_its_props_with_it(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.make(database, "other")
    with database.session() as work:
        new_prop(work, "On the board")

    result = run("snapshots", "delete", "week-5", "--yes")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "deleted week-5, 3 props gone with it\n"
    assert run("snapshots", "list", "-o", "name").stdout == "other\n"
    assert (count(database), count(database, "snapshot_id IS NULL")) == (4, 1)


def test_keep_props_leaves_history(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "delete", "week-5", "--keep-props", "--yes")

    assert result.stderr == "deleted week-5, 3 props left as history\n"
    assert count(database, "snapshot_id IS NULL AND NOT is_active") == 3
    assert run("props", "list", "-o", "json").stdout == "[]\n"
    assert len(json.loads(run("props", "list", "--inactive", "-o", "json").stdout)) == 3


def test_delete_says_who_loses_a_reference(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "week-5")
        experiment = new_experiment(work, snapshot_id=snapshot.id).id
        slip = new_slip(work, snapshot_id=snapshot.id).id

    result = run("snapshots", "delete", "week-5", "--yes")

    lost = "; 1 experiment lost their reference; 1 slip lost their reference"
    assert result.stderr == f"deleted week-5, 0 props gone with it{lost}\n"
    with database.session() as work:
        assert [work.get_one(Experiment, experiment).snapshot_id, work.get_one(SavedSlip, slip).snapshot_id] == [
            None
        ] * 2


def test_delete_asks(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "delete", "week-5")

    assert (result.exit_code, result.stdout) == (8, "")
    assert result.stderr.startswith(
        "error: Delete snapshot week-5? Confirmation required, but stdin is not a terminal; pass --yes."
    )
    assert count(database) == 3


def test_production_wants_the_name_typed(run: Run, database: Database) -> None:
    snapshots.make(database)
    database.rows("UPDATE bbprops_meta SET value = 'production' WHERE key = 'environment'")

    assert run("snapshots", "delete", "week-5", "--yes").exit_code == 8
    name = database.name.rpartition("/")[2]
    assert run("snapshots", "delete", "week-5", "--confirm", name).exit_code == 0


def test_a_dry_delete_deletes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "delete", "week-5", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would have deleted week-5, 3 props gone with it\n")
    assert count(database) == 3
