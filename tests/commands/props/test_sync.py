"""`props import --sync` of a file that would empty most of the board."""

import json
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Run
from tests.databases import Database

HEADER = "game_id,game_date,player,market,line,over,under,book\n"
ROWS = 120
ACTIVE = "SELECT count(*) FROM prop_markets WHERE is_active"
LOSS = "--sync would deactivate 119 of 120 props of fanduel NFL"


def write(path: Path, rows: int) -> Path:
    """A file of one game with that many players."""
    lines = (f"g1,2025-10-05T17:00:00Z,Player {n},receptions,4.5,-110,-110,fanduel\n" for n in range(rows))
    path.write_text(HEADER + "".join(lines))
    return path


@pytest.fixture
def short(run: Run, tmp_path: Path) -> Path:
    """A file with one row of a board of ROWS props."""
    assert run("props", "import", str(write(tmp_path / "whole.csv", ROWS)), "--league", "NFL").exit_code == 0
    return write(tmp_path / "short.csv", 1)


def test_sync_that_empties_most_of_the_board_requires_force(run: Run, database: Database, short: Path) -> None:
    refused = run("props", "import", str(short), "--league", "NFL", "--sync", "-o", "json")
    kept = database.rows(ACTIVE)
    forced = run("props", "import", str(short), "--league", "NFL", "--force-sync")

    assert (refused.exit_code, refused.stdout, kept) == (8, "", [(ROWS,)])
    assert f"error: {LOSS}; nothing was imported: check that the files are complete, or pass" in refused.stderr
    assert json.loads(refused.stderr.splitlines()[-1])["exit_code"] == 8
    assert (forced.exit_code, database.rows(ACTIVE)) == (0, [(1,)])


def test_large_sync_that_is_allowed_still_refuses_rejected_rows(run: Run, database: Database, short: Path) -> None:
    sync = ("props", "import", str(short), "--league", "NFL", "--sync", "--allow-large-sync")
    whole = short.read_text()
    short.write_text(whole + "g1,2025-10-05T17:00:00Z,,points,x,-110,-110,fanduel\n")
    refused = run(*sync)
    kept = database.rows(ACTIVE)
    short.write_text(whole)
    allowed = run(*sync, "--cron")

    assert (refused.exit_code, kept) == (5, [(ROWS,)])
    assert "--sync needs complete files, but 1 row was rejected" in refused.stderr
    assert (allowed.exit_code, database.rows(ACTIVE)) == (0, [(1,)])


def test_allowing_a_large_sync_requires_a_sync(run_here: Run, tmp_path: Path) -> None:
    result = run_here("props", "import", str(write(tmp_path / "a.csv", 1)), "--league", "NFL", "--allow-large-sync")

    assert (result.exit_code, "--allow-large-sync requires --sync" in result.stderr) == (2, True)


def test_rows_of_a_refused_sync_are_not_imported_either(run: Run, database: Database, short: Path) -> None:
    short.write_text(short.read_text() + "g1,2025-10-05T17:00:00Z,New Player,points,1.5,-110,-110,fanduel\n")

    assert run("props", "import", str(short), "--league", "NFL", "--sync", "--cron").exit_code == 8
    assert database.rows("SELECT 1 FROM prop_markets WHERE player_name = 'New Player'") == []


def test_dry_run_of_a_large_sync_reports_the_counts(run: Run, database: Database, short: Path) -> None:
    result = run("props", "import", str(short), "--league", "NFL", "--sync", "--dry-run")

    assert (result.exit_code, database.rows(ACTIVE)) == (0, [(ROWS,)])
    assert f"{LOSS}; without --allow-large-sync it asks first\n" in result.stderr
    assert "119 deactivated" in result.stderr


def test_sync_of_half_of_the_board_asks_nothing(run: Run, database: Database, tmp_path: Path, short: Path) -> None:
    half = write(tmp_path / "half.csv", ROWS // 2)

    assert run("props", "import", str(half), "--league", "NFL", "--sync").exit_code == 0
    assert database.rows(ACTIVE) == [(ROWS // 2,)]


def test_moved_lines_are_no_loss(run: Run, database: Database, tmp_path: Path, short: Path) -> None:
    moved = tmp_path / "moved.csv"
    moved.write_text(write(moved, ROWS).read_text().replace(",4.5,", ",5.5,"))

    assert run("props", "import", str(moved), "--league", "NFL", "--sync").exit_code == 0
    assert database.rows(ACTIVE) == [(ROWS,)]


@pytest.mark.parametrize(("answer", "code", "left"), [("n", 8, ROWS), ("y", 0, 1)])
def test_on_a_terminal_the_sync_shows_the_counts_and_asks(
    database: Database, run: Run, short: Path, answer: str, code: int, left: int
) -> None:
    command = ["-m", "bbprops_cli", "props", "import", str(short), "--league", "NFL", "--sync"]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=30)

    child.expect("119 of 120 props of fanduel NFL")
    child.expect(r"Deactivate these props\? \[y/N\] ")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()

    assert (child.exitstatus, database.rows(ACTIVE)) == (code, [(left,)])
