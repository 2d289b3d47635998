"""`bbprops snapshots create --capture`: the board as it is, with league, season and week of its props."""

import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bbprops_cli.catalog import PROPS
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots import capture
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

SUNDAY = datetime(2025, 10, 5, 17, tzinfo=UTC)
COPIED = ", ".join(column.name for column in PROPS.columns if column.name not in {"id", "snapshot_id"})


@pytest.fixture
def board(database: Database) -> Database:
    """Two NFL props of week 5 and an NBA prop on the board; an inactive prop and a prop of another snapshot."""
    with database.session() as work:
        new_prop(
            work, "Ada Example", game_date=SUNDAY, extra_metadata={"a": [1, "é"]}, team="", odds=1.0526315789473684
        )
        new_prop(work, "Bo Sample", game_date=SUNDAY + timedelta(hours=3), under_odds=None)
        new_prop(work, "Cy Third", league="NBA", week=None, game_date=SUNDAY + timedelta(days=2))
        new_prop(work, "Gone", is_active=False)
        new_prop(work, "Other", snapshot_id=new_snapshot(work, "other").id)
    return database


def captured(database: Database, name: str) -> list[str]:
    """The players in a snapshot, sorted."""
    query = "SELECT player_name FROM prop_markets WHERE snapshot_id = (SELECT id FROM snapshots WHERE snapshot_id = %s)"
    return sorted(player for (player,) in database.rows(query, name))


def test_capture_copies_the_selected_part_of_the_board(run: Run, board: Database) -> None:
    result = run("snapshots", "create", "five", "--capture", "--league", "nfl", "--season", "2025-26", "--week", "5")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "created five with 2 props of NFL\n")
    assert captured(board, "five") == ["Ada Example", "Bo Sample"]
    five = snapshots.shown(run, "five")
    assert (five["league"], five["season"], five["week"], five["props"]) == ("NFL", "2025", 5, 2)
    assert (five["game_date"], five["is_locked"], five["lock_at"]) == ("2025-10-05T17:00:00Z", False, None)


def test_capture_copies_every_column_unchanged(run: Run, board: Database) -> None:
    run("snapshots", "create", "all", "--capture")

    rows = [
        board.rows(f"SELECT {COPIED} FROM prop_markets WHERE {where} ORDER BY external_id")
        for where in (
            "snapshot_id IS NULL AND is_active",
            "snapshot_id = (SELECT id FROM snapshots WHERE snapshot_id = 'all')",
        )
    ]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 3


def test_captured_props_have_new_uuids_of_version_7(run: Run, board: Database) -> None:
    before = utc_now()
    run("snapshots", "create", "all", "--capture")

    query = "SELECT id FROM prop_markets WHERE snapshot_id = (SELECT id FROM snapshots WHERE snapshot_id = 'all')"
    ids = {uuid.UUID(str(identifier)) for (identifier,) in board.rows(query)}
    times = [datetime.fromtimestamp((each.int >> 80) / 1000, UTC) for each in ids]
    assert {(each.version, each.variant) for each in ids} == {(7, uuid.RFC_4122)}
    assert len(ids) == 3
    assert all(before - timedelta(seconds=5) <= time <= utc_now() + timedelta(seconds=5) for time in times)


def test_capture_of_several_leagues_makes_one_snapshot(run: Run, board: Database) -> None:
    result = run("snapshots", "create", "all", "--capture")

    assert result.stderr == "created all with 3 props of NBA+NFL\n"
    found = snapshots.shown(run, "all")
    assert (found["league"], found["season"], found["week"], found["game_date"]) == ("NBA+NFL", "2025", None, None)


def test_capture_of_two_seasons_is_refused_and_names_them(run: Run, board: Database) -> None:
    with board.session() as work:
        new_prop(work, season="2024")

    result = run("snapshots", "create", "all", "--capture", "--league", "NFL")

    assert (result.exit_code, result.stdout) == (5, "")
    assert "cannot capture props of 2 seasons: 2024, 2025. Pass --season 2025." in result.stderr
    assert run("snapshots", "show", "all").exit_code == 3
    assert run("snapshots", "create", "all", "--capture", "--league", "NFL", "--season", "2024").exit_code == 0


def test_capture_without_matching_props_creates_no_snapshot(run: Run, board: Database) -> None:
    result = run("snapshots", "create", "x", "--capture", "--league", "NHL")

    assert result.exit_code == 5
    assert result.stderr.startswith("error: no active prop on the board matches; nothing was captured.")
    assert run("snapshots", "list", "-o", "name").stdout == "other\n"


def test_capture_upcoming_leaves_out_games_that_have_begun(run: Run, database: Database) -> None:
    with database.session() as work:
        for name, game in (("Begun", -1), ("Later", 1), ("Unknown", None)):
            new_prop(work, name, game_date=game and utc_now() + timedelta(hours=game))

    result = run("snapshots", "create", "tonight", "--capture", "--upcoming", "--lock-at", "kickoff")

    assert captured(database, "tonight") == ["Later", "Unknown"]
    (kickoff,) = database.rows("SELECT min(game_date) FROM prop_markets WHERE player_name = 'Later'")
    due = datetime.fromisoformat(str(kickoff[0])[:19]).strftime("%a %Y-%m-%d %H:%M")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"created tonight with 2 props of NFL, due to be locked {due}")
    assert result.stderr.endswith(" UTC\n")
    assert database.rows("SELECT lock_at FROM snapshots") == [kickoff]
    assert run("snapshots", "create", "x", "--league", "NFL", "--upcoming").exit_code == 2


def test_capture_takes_all_options_at_once(run: Run, board: Database) -> None:
    options = ["--tag", "a", "--tag", "b", "--tag", "a", "--title", "Week 5", "--description", "d", "--lock-at"]
    options += ["2025-10-05T17:00Z", "--model-version", "v2", "--config", '{"seed": 7}', "--features-path", "s3://f"]
    run("snapshots", "create", "five", "--capture", "--league", "NFL", *options, "--game-date", "2025-10-06")

    five = snapshots.shown(run, "five")
    assert (five["tags"], five["name"], five["description"]) == (["a", "b"], "Week 5", "d")
    assert (five["lock_at"], five["game_date"]) == ("2025-10-05T17:00:00Z", "2025-10-06T00:00:00Z")
    assert (five["model_version"], five["config"], five["features_path"]) == ("v2", {"seed": 7}, "s3://f")


def test_capture_dry_run_counts_props_and_creates_nothing(run: Run, board: Database) -> None:
    result = run("snapshots", "create", "five", "--capture", "--league", "NFL", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would create five with 2 props of NFL\n")
    assert run("snapshots", "show", "five").exit_code == 3


def test_capture_into_a_name_that_is_taken_copies_nothing(run: Run, board: Database) -> None:
    result = run("snapshots", "create", "other", "--capture")

    assert (result.exit_code, result.stderr) == (5, "error: snapshot other already exists: choose another name\n")
    assert captured(board, "other") == ["Other"]


def test_capture_in_another_environment_is_refused(run: Run, board: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_ENV", "production")

    result = run("snapshots", "create", "five", "--capture")

    assert (result.exit_code, "BBPROPS_ENV is production" in result.stderr) == (5, True)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_capture_neither_waits_for_a_running_import_nor_sees_its_rows(run: Run, board: Database) -> None:
    with closing(board.connect()) as importer:
        importer.cursor().execute("BEGIN; UPDATE prop_markets SET line = 1 WHERE snapshot_id IS NULL; SELECT 1")
        result = run("snapshots", "create", "all", "--capture")
        importer.cursor().execute("COMMIT")

    lines = board.rows("SELECT DISTINCT line FROM prop_markets WHERE snapshot_id IS NOT NULL")
    assert (result.exit_code, lines) == (0, [(249.5,)])


@pytest.mark.parametrize("kind", ["postgresql"])
def test_capture_copies_exactly_the_props_that_it_summarised(
    run: Run, board: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import of another season that commits between the two statements must not be copied."""
    summarise = capture.summarise

    def summarise_and_wait(*args: Any) -> Any:
        found = summarise(*args)
        with board.session() as work:
            new_prop(work, "Late", season="2024")
        return found

    monkeypatch.setattr(capture, "summarise", summarise_and_wait)

    assert run("snapshots", "create", "all", "--capture").stderr == "created all with 3 props of NBA+NFL\n"
    assert "Late" not in captured(board, "all")
