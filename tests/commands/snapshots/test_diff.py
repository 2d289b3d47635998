"""`bbprops snapshots diff`."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

HEAD = (
    "change\tplayer_name\tmarket_type\tplatform\tteam\tleague\tgame_date\tperiod\tvariant\tline_before\tline_after\t"
    "line_change\todds_before\todds_after\tover_change\tunder_before\tunder_after\tunder_change\n"
)


@pytest.fixture
def weeks(database: Database) -> None:
    """Two snapshots: Ada's line changes by 5, Bo's odds by 0.1; Cy is removed, Di is added, Ed is unchanged."""
    with database.session() as work:
        for name, offers in {
            "a": {"Ada": (249.5, 2.0), "Bo": (1.5, 2.0), "Cy": (9.5, 2.0), "Ed": (3.5, 1.91)},
            "b": {"Ada": (254.5, 2.0), "Bo": (1.5, 2.5), "Di": (7.5, 2.0), "Ed": (3.5, 1.91)},
        }.items():
            snapshot = new_snapshot(work, name)
            for player, (line, odds) in offers.items():
                new_prop(work, player, snapshot_id=snapshot.id, game_id="g", line=line, odds=odds)


def changes(run: Run, *args: str) -> list[dict[str, Any]]:
    """What `snapshots diff` shows as JSON."""
    result = run("snapshots", "diff", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_diff_lists_changed_lines_by_size_then_added_and_removed(run: Run, weeks: None) -> None:
    result = run("snapshots", "diff", "a", "b")

    assert (result.exit_code, result.stderr) == (0, "2 changed, 1 added, 1 removed\n")
    assert result.stdout == HEAD + (
        "changed\tAda\tpassing_yards\tprizepicks\t\tNFL\t\tfull\tstandard\t249.5\t254.5\t5\t2\t2\t0\t1.91\t1.91\t0\n"
        "changed\tBo\tpassing_yards\tprizepicks\t\tNFL\t\tfull\tstandard\t1.5\t1.5\t0\t2\t2.5\t-0.1\t1.91\t1.91\t0\n"
        "added\tDi\tpassing_yards\tprizepicks\t\tNFL\t\tfull\tstandard\t\t7.5\t\t\t2\t\t\t1.91\t\n"
        "removed\tCy\tpassing_yards\tprizepicks\t\tNFL\t\tfull\tstandard\t9.5\t\t\t2\t\t\t1.91\t\t\n"
    )


def test_diff_min_move_leaves_out_small_changes(run: Run, weeks: None) -> None:
    assert [each["player_name"] for each in changes(run, "a", "b", "--min-move", "0.5")] == ["Ada"]
    assert [each["player_name"] for each in changes(run, "a", "b", "--min-move", "0.1")] == ["Ada", "Bo"]


def test_diff_by_counts_lines_by_columns(run: Run, weeks: None) -> None:
    assert changes(run, "a", "b", "--by", "market,platform") == [
        {
            "market_type": "passing_yards", "platform": "prizepicks", "changed": 2, "added": 1, "removed": 1,
            "mean_line_change": 5, "largest": 5,
        }
    ]  # fmt: skip


def test_diff_exit_code_is_1_only_for_differences(run: Run, weeks: None) -> None:
    assert run("snapshots", "diff", "a", "b", "--exit-code").exit_code == 1
    same = run("snapshots", "diff", "a", "a", "--exit-code")
    assert (same.exit_code, same.stdout, same.stderr) == (0, HEAD, "no differences\n")


def test_diff_compares_with_the_live_board(run: Run, weeks: None, database: Database) -> None:
    with database.session() as work:
        new_prop(work, "Ada", game_id="g", line=250.5, odds=2.0)
        new_prop(work, "Ada", game_id="g", line=999.5, is_active=False)

    assert changes(run, "a", "board")[0]["line_change"] == 1


def test_diff_prefers_a_snapshot_called_board(run: Run, weeks: None, database: Database) -> None:
    with database.session() as work:
        new_snapshot(work, "board")
        new_prop(work, "Zoe")

    assert {each["change"] for each in changes(run, "a", "board")} == {"removed"}


def test_diff_does_not_pair_alternate_lines_when_one_of_them_stayed(run: Run, database: Database) -> None:
    steps = {"a": [(4.5, 1.8), (4.5, 2.0), (5.5, None)], "b": [(4.5, 2.0), (6.5, None)]}
    with database.session() as work:
        for name, offers in steps.items():
            snapshot = new_snapshot(work, name)
            for line, odds in offers:
                new_prop(work, "Ada", snapshot_id=snapshot.id, game_id="g", line=line, odds=odds)

    found = [(each["change"], each["line_before"] or each["line_after"]) for each in changes(run, "a", "b")]

    assert found == [("added", 6.5), ("removed", 5.5)]


def test_diff_identifies_games_without_an_id_by_day_and_teams(run: Run, database: Database) -> None:
    with database.session() as work:
        for name, hour, line in (("a", 17, 1.5), ("b", 18, 2.5)):
            snapshot = new_snapshot(work, name)
            kickoff = datetime(2025, 10, 5, hour, tzinfo=UTC)
            sides = {"home_team": "SF", "away_team": "SEA"}
            new_prop(work, "Ada", snapshot_id=snapshot.id, line=line, game_date=kickoff, extra_metadata=sides)

    (change,) = changes(run, "a", "b")
    assert (change["change"], change["line_change"]) == ("changed", 1)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["a", "nothing"], 3, "snapshot 'nothing' does not exist."),
        (["a", "b", "--by", "moon"], 2, "--by: cannot group by 'moon'"),
    ],
)
def test_diff_names_an_unknown_snapshot_or_column(
    run: Run, weeks: None, args: list[str], code: int, words: str
) -> None:
    result = run("snapshots", "diff", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
