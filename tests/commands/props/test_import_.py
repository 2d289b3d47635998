"""`props import`: what is stored, what is counted, and what is refused as a whole."""

import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from bbprops_cli.providers import NAMES
from tests.conftest import Run
from tests.databases import Database

HEADER = "game_id,game_date,player,market,line,over,under,book\n"
BOARD = HEADER + (
    "g1,2025-10-05T17:00:00Z,Ada Example,player_pass_yds,249.5,-110,-110,fanduel\n"
    "g1,2025-10-05T17:00:00Z,Bo Sample,player_rush_yds,55.5,+105,-125,fanduel\n"
    "g1,2025-10-05T17:00:00Z,Bo Sample,player_rush_yds,55.5,+100,-120,draftkings\n"
)


def event(**outcome: Any) -> dict[str, Any]:
    """One event of The Odds API with one market of one bookmaker."""
    outcomes = [
        {"name": side, "description": "Ada Example", "price": price, "point": 249.5, **outcome}
        for side, price in (("Over", -110), ("Under", -105))
    ]
    return {
        "id": "e" * 32,
        "sport_key": "americanfootball_nfl",
        "sport_title": "NFL",
        "commence_time": "2025-10-05T17:00:00Z",
        "home_team": "Demo Bears",
        "away_team": "Demo Lions",
        "bookmakers": [{"key": "fanduel", "markets": [{"key": "player_pass_yds", "outcomes": outcomes}]}],
    }


@pytest.fixture
def board(tmp_path: Path) -> Path:
    path = tmp_path / "board.csv"
    path.write_text(BOARD)
    return path


def lines(database: Database, condition: str = "is_active") -> list[tuple[Any, ...]]:
    return database.rows(
        f"SELECT platform, player_name, line FROM prop_markets WHERE {condition} ORDER BY platform, player_name, line"
    )


def test_import_puts_props_on_the_board(run: Run, database: Database, board: Path) -> None:
    result = run("props", "import", str(board), "--league", "nfl")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "read 3: 3 inserted\n")
    assert database.rows("SELECT DISTINCT league, season, week, is_active IS TRUE FROM prop_markets") == [
        ("NFL", "2025", 5, True)
    ]
    assert lines(database)[1] == ("fanduel", "Ada Example", 249.5)


def test_importing_again_changes_nothing(run: Run, database: Database, board: Path) -> None:
    run("props", "import", str(board), "--league", "NFL")
    before = database.rows("SELECT * FROM prop_markets ORDER BY id")

    result = run("props", "import", str(board), "--league", "NFL")

    assert (result.exit_code, result.stderr) == (0, "read 3: 0 inserted, 3 unchanged\n")
    assert database.rows("SELECT * FROM prop_markets ORDER BY id") == before


def test_other_odds_update_the_prop(run: Run, database: Database, board: Path) -> None:
    run("props", "import", str(board), "--league", "NFL")
    board.write_text(BOARD.replace("249.5,-110", "249.5,+150"))

    result = run("props", "import", str(board), "--league", "NFL")

    assert result.stderr == "read 3: 0 inserted, 1 updated, 2 unchanged\n"
    assert database.rows("SELECT odds FROM prop_markets WHERE player_name = 'Ada Example'") == [(2.5,)]
    assert database.rows("SELECT count(*) FROM prop_markets WHERE updated_at > created_at") == [(1,)]


def test_moved_line_deactivates_the_old_one(run: Run, database: Database, board: Path) -> None:
    run("props", "import", str(board), "--league", "NFL")
    board.write_text(BOARD.replace("Bo Sample,player_rush_yds,55.5,+105", "BO SAMPLE,player_rush_yds,57.5,+105"))

    result = run("props", "import", str(board), "--league", "NFL")

    assert result.stderr == "read 3: 1 inserted, 2 unchanged, 1 deactivated\n"
    assert lines(database, "NOT is_active") == [("fanduel", "Bo Sample", 55.5)]
    assert ("draftkings", "Bo Sample", 55.5) in lines(database)


def test_returning_line_is_a_new_row(run: Run, database: Database, board: Path) -> None:
    for text in (BOARD, BOARD.replace("249.5", "251.5"), BOARD):
        board.write_text(text)
        run("props", "import", str(board), "--league", "NFL")

    history = database.rows(
        "SELECT line, is_active IS TRUE FROM prop_markets WHERE player_name = 'Ada Example' ORDER BY id"
    )
    assert history == [(249.5, False), (251.5, False), (249.5, True)]


def test_alternate_lines_are_active_side_by_side(run: Run, database: Database, board: Path) -> None:
    board.write_text(BOARD + "g1,2025-10-05T17:00:00Z,Ada Example,player_pass_yds,274.5,+180,,fanduel\n")

    for _ in range(2):
        assert run("props", "import", str(board), "--league", "NFL").exit_code == 0
    assert [line for _, player, line in lines(database) if player == "Ada Example"] == [249.5, 274.5]


def test_props_of_other_games_stay_on_the_board(run: Run, database: Database, board: Path) -> None:
    run("props", "import", str(board), "--league", "NFL")
    board.write_text(HEADER + "g2,2025-10-12T17:00:00Z,Ada Example,player_pass_yds,260.5,-110,-110,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL")

    assert result.stderr == "read 1: 1 inserted\n"
    assert len(lines(database)) == 4


def test_last_of_several_duplicate_rows_wins(run: Run, database: Database, board: Path) -> None:
    board.write_text(BOARD + "g1,2025-10-05T17:00:00Z,ada  example,player_pass_yds,249.5,+120,-140,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL")

    assert result.stderr == "read 4: 3 inserted, 1 duplicate\n"
    assert database.rows("SELECT odds FROM prop_markets WHERE line = 249.5") == [(2.2,)]


def test_over_and_under_of_one_line_become_one_prop(run: Run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event()))

    result = run("props", "import", "event.json")

    assert result.stderr == "read 1: 1 inserted\n"
    ((odds, under, market, game, team),) = database.rows(
        "SELECT odds, under_odds, market_type, game_id, team FROM prop_markets"
    )
    assert (round(odds, 3), round(under, 3), market, game, team) == (1.909, 1.952, "passing_yards", "e" * 32, None)


def test_broken_file_rolls_all_files_back(run: Run, database: Database, board: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"id": "x", "bookmakers": [')

    result = run("props", "import", str(board), "broken.json", "--league", "NFL")

    assert result.exit_code == 5
    assert "broken.json" in result.stderr
    assert lines(database) == []


def test_import_reads_stdin(run: Run, database: Database) -> None:
    result = run("props", "import", "-", "--league", "NFL", stdin=BOARD)

    assert (result.exit_code, len(lines(database))) == (0, 3)


def test_import_without_any_league_is_refused(run: Run, database: Database, board: Path) -> None:
    result = run("props", "import", str(board))

    assert result.exit_code == 5
    assert "pass --league" in result.stderr
    assert lines(database) == []


def test_rejected_row_does_not_stop_the_others(run: Run, database: Database, board: Path) -> None:
    board.write_text(BOARD + "g1,2025-10-05T17:00:00Z,,player_pass_yds,249.5,-110,-110,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL")

    assert (result.exit_code, len(lines(database))) == (9, 3)
    assert "read 4: 3 inserted, 1 rejected" in result.stderr
    assert "board.csv:5: player_name is missing" in result.stderr


def test_rejects_file_has_row_and_reason(run: Run, board: Path, tmp_path: Path) -> None:
    board.write_text(BOARD + "g1,2025-10-05T17:00:00Z,Cy Test,player_pass_yds,,-110,-110,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL", "--rejects", "rejects.jsonl")

    (reject,) = map(json.loads, (tmp_path / "rejects.jsonl").read_text().splitlines())
    assert result.exit_code == 9
    assert (Path(reject["file"]).name, reject["line"], reject["field"]) == ("board.csv", 5, "line")
    assert reject["row"]["player"] == "Cy Test"


@pytest.mark.parametrize("depth", [40, 500, 900])
def test_rejected_row_of_any_depth_is_written(run: Run, board: Path, tmp_path: Path, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    good = '{"player": "Ana", "market": "points", "line": 4.5}'
    board.write_text(f"{good}\n[{deep}]\n")

    result = run("props", "import", str(board), "--league", "NBA", "--rejects", "deep.jsonl")

    (reject,) = map(json.loads, (tmp_path / "deep.jsonl").read_text().splitlines())
    assert (result.exit_code, reject["line"], reject["field"]) == (9, 2, "row")


def test_more_rejected_rows_than_max_errors_import_nothing(
    run: Run, database: Database, board: Path, tmp_path: Path
) -> None:
    board.write_text(BOARD + "g1,,,player_pass_yds,1,-110,-110,fanduel\n" * 2)

    result = run("props", "import", str(board), "--league", "NFL", "--max-errors", "1", "--rejects", "why.jsonl")

    assert (result.exit_code, lines(database)) == (5, [])
    assert "more than 1 row rejected (--max-errors); nothing was imported" in result.stderr
    assert len((tmp_path / "why.jsonl").read_text().splitlines()) == 2


def test_file_with_rejected_rows_only_is_refused(run: Run, board: Path) -> None:
    board.write_text(HEADER + "g1,,,player_pass_yds,1,-110,-110,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL")

    assert result.exit_code == 5
    assert "all rows were rejected" in result.stderr


def test_file_without_props_imports_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps({**event(), "bookmakers": []}))

    result = run("props", "import", "event.json")

    assert (result.exit_code, result.stderr) == (0, "read 0: 0 inserted\n")


def test_dry_run_of_an_import_counts_and_stores_nothing(run: Run, database: Database, board: Path) -> None:
    result = run("props", "import", str(board), "--league", "NFL", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would import 3: 3 inserted\n")
    assert lines(database) == []


def test_on_conflict_skip_keeps_stored_props(run: Run, database: Database, board: Path) -> None:
    run("props", "import", str(board), "--league", "NFL")
    board.write_text(BOARD.replace("249.5,-110", "249.5,+150"))

    result = run("props", "import", str(board), "--league", "NFL", "--on-conflict", "skip")

    assert result.stderr == "read 3: 0 inserted, 2 unchanged, 1 skipped\n"
    assert database.rows("SELECT count(*) FROM prop_markets WHERE odds = 2.5") == [(0,)]


def test_on_conflict_fail_refuses_other_values_only(run: Run, database: Database, board: Path) -> None:
    run("props", "import", str(board), "--league", "NFL")
    assert run("props", "import", str(board), "--league", "NFL", "--on-conflict", "fail").exit_code == 0
    board.write_text(BOARD.replace("249.5,-110", "249.5,+150") + "g9,,New One,receptions,1.5,-110,-110,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL", "--on-conflict", "fail")

    assert result.exit_code == 5
    assert "1 prop already stored with other values" in result.stderr
    assert len(lines(database)) == 3


def test_cron_import_is_silent_when_nothing_changed(run: Run, board: Path) -> None:
    first = run("props", "import", str(board), "--league", "NFL", "--cron")
    second = run("props", "import", str(board), "--league", "NFL", "--cron")

    assert first.stderr == "read 3: 3 inserted\n"
    assert (second.exit_code, second.stdout, second.stderr) == (0, "", "")


def test_counts_in_json_add_up(run: Run, board: Path) -> None:
    board.write_text(BOARD + BOARD.removeprefix(HEADER) + "g1,,,receptions,1,,,fanduel\n")

    result = run("props", "import", str(board), "--league", "NFL", "-o", "json")

    counts = json.loads(result.stdout)
    assert counts == {
        "read": 7, "inserted": 3, "updated": 0, "unchanged": 0, "skipped": 0, "repeated": 3, "rejected": 1,
        "deactivated": 0,
    }  # fmt: skip


def test_verbose_counts_by_platform(run: Run, board: Path) -> None:
    result = run("props", "import", str(board), "--league", "NFL", "-v")

    assert "  draftkings: 1 inserted\n  fanduel: 2 inserted\n" in result.stderr


def test_league_of_the_file_wins_over_the_option(run: Run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event()))

    result = run("props", "import", "event.json", "--league", "NBA")

    assert result.exit_code == 0
    assert "--league" in result.stderr
    assert database.rows("SELECT league FROM prop_markets") == [("NFL",)]


def test_map_reads_a_column_from_another_header(run: Run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("Who,What,How Many\nAda Example,Points,22.5\n")

    result = run("props", "import", "odd.csv", "--league", "NBA", "--map", "player_name=Who", "--map",
                 "market_type=What", "--map", "line=How Many")  # fmt: skip

    assert (result.exit_code, result.stderr) == (0, "read 1: 1 inserted\n")
    assert database.rows("SELECT player_name, platform, line FROM prop_markets") == [("Ada Example", "manual", 22.5)]


@pytest.mark.parametrize("pair", ["line", "line=", "=Header"])
def test_map_without_column_or_header_is_a_usage_error(pair: str, run_here: Run, board: Path) -> None:
    result = run_here("props", "import", str(board), "--map", pair)

    assert result.exit_code == 2
    assert "COLUMN=HEADER" in result.stderr


def test_import_into_a_snapshot_leaves_the_board_alone(run: Run, database: Database, board: Path) -> None:
    run("snapshots", "create", "week-5", "--league", "NFL", "--week", "5")
    for expected in ("read 3: 3 inserted\n", "read 3: 0 inserted, 3 unchanged\n"):
        assert run("props", "import", str(board), "--league", "NFL", "--snapshot", "week-5").stderr == expected

    assert run("props", "list", "--league", "NFL", "-o", "json").stdout == "[]\n"
    assert len(json.loads(run("props", "list", "--snapshot", "week-5", "-o", "json").stdout)) == 3


def test_duplicates_in_an_empty_snapshot_are_counted(run: Run, database: Database) -> None:
    run("snapshots", "create", "week-5", "--league", "NFL")
    twice = BOARD + BOARD.removeprefix(HEADER).replace("+105", "+150")

    result = run("props", "import", "-", "--league", "NFL", "--snapshot", "week-5", "--rejects", "r.jsonl", stdin=twice)

    assert (result.exit_code, result.stderr) == (0, "read 6: 3 inserted, 3 duplicate\n")
    assert database.rows("SELECT odds FROM prop_markets WHERE platform = 'fanduel' AND line = 55.5") == [(2.5,)]


def test_import_into_a_snapshot_keeps_a_moved_line(run: Run, board: Path) -> None:
    run("snapshots", "create", "week-5", "--league", "NFL")
    run("props", "import", str(board), "--league", "NFL", "--snapshot", "week-5")
    board.write_text(BOARD.replace("249.5", "251.5"))

    result = run("props", "import", str(board), "--league", "NFL", "--snapshot", "week-5")

    assert result.stderr == "read 3: 1 inserted, 2 unchanged\n"


def test_props_of_another_week_get_a_note_in_a_snapshot(run: Run, board: Path) -> None:
    run("snapshots", "create", "week-6", "--league", "NFL", "--week", "6")

    result = run("props", "import", str(board), "--league", "NFL", "--snapshot", "week-6")

    assert result.exit_code == 0
    assert "snapshot week-6 is of NFL week 6; these props include NFL week 5" in result.stderr


def test_unknown_snapshot_is_refused_before_the_file_is_read(run: Run) -> None:
    run("snapshots", "create", "nfl-week-5", "--league", "NFL")

    result = run("props", "import", "nowhere.csv", "--snapshot", "nfl-weak-5")

    assert result.exit_code == 3
    assert "nfl-week-5" in result.stderr


def test_locked_snapshot_is_refused_before_the_file_is_read(run: Run, database: Database) -> None:
    run("snapshots", "create", "done", "--league", "NFL")
    database.rows(
        "UPDATE snapshots SET is_locked = true, locked_at = created_at, content_format = 'x',"
        " content_sha256 = %s, content_props = 0",
        "0" * 64,
    )

    result = run("props", "import", "nowhere.csv", "--snapshot", "done")

    assert result.exit_code == 6
    assert "cannot import into done: the snapshot is locked" in result.stderr


@pytest.mark.parametrize("name", NAMES)
def test_format_option_takes_every_format(run: Run, name: str) -> None:
    assert run("props", "import", "nowhere", "--format", name).exit_code == 3


def test_missing_file_is_not_found(run: Run) -> None:
    result = run("props", "import", "nowhere.csv")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "nowhere.csv" in result.stderr


def test_import_is_refused_first_if_the_rejects_file_cannot_be_written(
    run: Run, database: Database, board: Path
) -> None:
    result = run("props", "import", str(board), "--league", "NFL", "--rejects", "no/such/folder.jsonl")

    assert result.exit_code == 5
    assert "no/such/folder.jsonl cannot be written" in result.stderr
    assert lines(database) == []


def test_read_only_mode_refuses_an_import(
    run: Run, database: Database, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")

    result = run("props", "import", str(board), "--league", "NFL")

    assert (result.exit_code, lines(database)) == (5, [])
    assert "read-only" in result.stderr


def test_sync_deactivates_props_that_a_game_no_longer_has(run: Run, database: Database, board: Path) -> None:
    board.write_text(BOARD + "g2,2025-10-12T17:00:00Z,Cy Test,receptions,4.5,-110,-110,fanduel\n")
    run("props", "import", str(board), "--league", "NFL")
    board.write_text(BOARD.replace("g1,2025-10-05T17:00:00Z,Ada Example,player_pass_yds,249.5,-110,-110,fanduel\n", ""))

    plain = run("props", "import", str(board), "--league", "NFL")
    synced = run("props", "import", str(board), "--league", "NFL", "--sync")

    assert plain.stderr == "read 2: 0 inserted, 2 unchanged\n"
    assert synced.stderr == "read 2: 0 inserted, 2 unchanged, 1 deactivated\n"
    assert lines(database, "NOT is_active") == [("fanduel", "Ada Example", 249.5)]
    assert ("fanduel", "Cy Test", 4.5) in lines(database)


@pytest.mark.parametrize("rows", ["", "g1,,,receptions,1,,,fanduel\n"])
def test_sync_refuses_a_file_that_may_be_incomplete(run: Run, database: Database, board: Path, rows: str) -> None:
    run("props", "import", str(board), "--league", "NFL")
    board.write_text(HEADER + (BOARD.splitlines()[1] + "\n" if rows else "") + rows)

    refused = run("props", "import", str(board), "--league", "NFL", "--sync")
    assert refused.exit_code == 5
    assert "--force-sync" in refused.stderr
    assert len(lines(database)) == 3

    forced = run("props", "import", str(board), "--league", "NFL", "--force-sync")
    assert forced.exit_code == (9 if rows else 0)
    assert len(lines(database)) == (2 if rows else 3)


def test_sync_into_a_snapshot_is_a_usage_error(run_here: Run, board: Path) -> None:
    result = run_here("props", "import", str(board), "--sync", "--snapshot", "x")

    assert (result.exit_code, result.stderr) == (
        2,
        "error: --sync applies to the live board only: leave out --sync or --snapshot\n",
    )


def test_format_takes_the_names_of_all_providers() -> None:
    from bbprops_cli.commands.props.options import ImportedFiles

    (annotation, *_) = get_args(get_type_hints(ImportedFiles, include_extras=True)["file_format"])
    assert set(get_args(annotation)) == {"auto", *NAMES}


def test_explain_shows_the_columns_and_needs_no_database(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("player,market,O/U,Ov Px,Plan\nAna Ruiz,Points,4.5,-110,gold\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    table = run("props", "import", str(file), "--league", "NBA", "--explain", "-o", "table")
    one = json.loads(run("props", "import", str(file), "--league", "NBA", "--explain", "-o", "json").stdout)[0]
    lines = run("props", "import", str(file), "--league", "NBA", "--explain", "-o", "tsv").stdout.splitlines()

    assert table.exit_code == 0
    assert "not_used     Plan" in table.stdout
    assert one["odds_format"] == "american, as prices such as -110 are"
    assert one["columns"][2] == {"column": "line", "header": "O/U", "why": "by cells", "samples": ["4.5"]}
    assert lines[0].split("\t") == ["file", "column", "header", "why", "samples"]
    assert "odds\tOv Px\texact alias\t-110" in lines[4]


def test_explain_of_a_file_that_cannot_be_imported_ends_with_the_reason(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text("player,line\nAna Ruiz,4.5\n")

    result = run("props", "import", str(file), "--league", "NBA", "--explain", "-o", "tsv")

    assert result.exit_code == 5
    assert "player_name\tplayer\texact alias\tAna Ruiz" in result.stdout
    assert "no column for market" in result.stderr


def test_a_rejected_value_without_a_line_is_named_by_its_file_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "odds.json"
    file.write_text(json.dumps({"bookmakers": 5}))

    result = run("props", "import", str(file))

    assert f"warning: {file}: bookmakers is not a list of objects" in result.stderr
    assert "None" not in result.stderr
