"""`snapshots create`, `list` and `show`, in their plainest form."""

import json

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot


def test_create_makes_an_unlocked_snapshot(run: Run) -> None:
    result = run("snapshots", "create", "nfl-week-5-2025", "--league", "nfl", "--season", "2025-26", "--week", "5")

    (row,) = json.loads(run("snapshots", "list", "-o", "json").stdout)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "created nfl-week-5-2025\n")
    assert (row["snapshot_id"], row["league"], row["season"], row["week"]) == ("nfl-week-5-2025", "NFL", "2025", 5)
    assert (row["is_locked"], row["model_version"], row["tags"], row["config"]) == (False, "v1.0.0", [], {})


def test_a_name_is_taken_once(run: Run) -> None:
    run("snapshots", "create", "same", "--league", "NFL")

    result = run("snapshots", "create", "same", "--league", "NBA")

    assert (result.exit_code, result.stderr) == (5, "error: A snapshot same exists already. Choose another name.\n")


@pytest.mark.parametrize("name", ["", " x", "x\ny", "x" * 256, "x\x1b[2J"])
def test_a_name_can_be_typed_and_read(run: Run, name: str) -> None:
    result = run("snapshots", "create", name, "--league", "NFL")

    assert result.exit_code == 5
    assert result.stderr.startswith("error: snapshot_id: ")
    assert "\x1b" not in result.stderr


def test_a_league_is_required(run_here: Run) -> None:
    result = run_here("snapshots", "create", "x")

    assert result.exit_code == 2
    assert "--league" in result.stderr


def test_a_dry_run_creates_nothing(run: Run) -> None:
    result = run("snapshots", "create", "x", "--league", "NFL", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would have created x\n")
    assert run("snapshots", "list", "-o", "json").stdout == "[]\n"


def test_list_is_filtered_and_newest_first(run: Run) -> None:
    for name, league in (("first", "NFL"), ("second", "NBA"), ("third", "NFL")):
        run("snapshots", "create", name, "--league", league)

    assert run("snapshots", "list", "-o", "name").stdout == "third\nsecond\nfirst\n"
    assert run("snapshots", "list", "--league", "nfl", "-o", "name").stdout == "third\nfirst\n"


def test_show_counts_its_props(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "kept")
        for number in range(3):
            new_prop(work, snapshot_id=snapshot.id, external_id=str(number))

    shown = json.loads(run("snapshots", "show", "kept", "-o", "json").stdout)
    assert (shown["snapshot_id"], shown["props"]) == ("kept", 3)


def test_show_guesses_what_was_meant(run: Run) -> None:
    run("snapshots", "create", "nfl-week-5", "--league", "NFL")

    result = run("snapshots", "show", "nfl-weak-5")

    assert result.exit_code == 3
    assert "nfl-week-5" in result.stderr
