"""Imports as real processes: at once, killed, interrupted."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.databases import Database

pytestmark = pytest.mark.slow
ROWS = 6000


def board(path: Path, platforms: list[str], rows: int = ROWS) -> Path:
    """A wide CSV of one game a hundred players, over the platforms in turn."""
    with path.open("w") as out:
        out.write("game_id,game_date,player,market,line,over,under,book\n")
        for number in range(rows):
            platform = platforms[number * len(platforms) // rows]
            out.write(
                f"g{number // 100},2025-10-05T17:00:00Z,Player {number},points,{number % 40}.5,-110,-110,{platform}\n"
            )
    return path


def start(database: Database, *args: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bbprops_cli", "props", "import", *args, "--league", "NBA"]
    env = {**os.environ, "DATABASE_URL": database.url}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite in the background hands down to ignore it
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stored(database: Database) -> int:
    ((count,),) = database.rows("SELECT count(*) FROM prop_markets")
    return int(count)


def wait_until_it_reads(database: Database, process: "subprocess.Popen[str]") -> None:
    """Return when the import of a large file is in the middle of it."""
    while not is_reading(database):
        assert process.poll() is None
        time.sleep(0.02)


def is_reading(database: Database) -> bool:
    if database.kind == "postgresql":
        return bool(database.rows("SELECT 1 FROM pg_stat_progress_copy WHERE tuples_processed > 0"))
    connection = database.connect()
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("debug", [False, True])
def test_server_that_goes_away_during_a_copy_is_unreachable(
    database: Database, run: Run, tmp_path: Path, debug: bool
) -> None:
    assert run("snapshots", "create", "s1", "--league", "NBA").exit_code == 0
    slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'"
    database.connect().cursor().execute(
        f"{slow}; CREATE TRIGGER slow BEFORE INSERT ON prop_markets FOR EACH ROW EXECUTE FUNCTION slow()"
    )
    importing = start(database, str(board(tmp_path / "board.csv", ["a"], 10)), "--snapshot", "s1", *["--debug"] * debug)

    while not database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
        assert importing.poll() is None
        time.sleep(0.02)
    _, said = importing.communicate(timeout=30)

    assert importing.returncode == 4
    assert ("Traceback" in said, "AdminShutdown" in said) == (debug, debug)
    assert said.splitlines()[-1].startswith("error: The database cannot be reached: ")
    assert debug or said.count("\n") == 1


def test_two_imports_of_one_file_at_once_store_it_once(database: Database, tmp_path: Path) -> None:
    file = board(tmp_path / "board.csv", ["a", "b"], 1500)

    processes = [start(database, str(file)) for _ in range(2)]
    said = sorted(process.communicate(timeout=120)[1] for process in processes)

    assert [process.returncode for process in processes] == [0, 0]
    assert said == ["read 1,500: 0 inserted, 1,500 unchanged\n", "read 1,500: 1,500 inserted\n"]
    assert stored(database) == 1500


def test_imports_of_overlapping_files_do_not_deadlock(database: Database, tmp_path: Path) -> None:
    files = [board(tmp_path / "1.csv", ["a", "b", "c"], 1500), board(tmp_path / "2.csv", ["c", "b", "a"], 1500)]

    processes = [start(database, str(file)) for file in files]
    said = [process.communicate(timeout=120)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    # The middle third is the same in both files.
    assert stored(database) == 2500


def test_killed_import_leaves_all_or_nothing(database: Database, tmp_path: Path) -> None:
    file = board(tmp_path / "board.csv", ["a", "b"])
    chance = random.Random(20251005)
    found = set()

    for _ in range(5):
        process = start(database, str(file))
        time.sleep(chance.uniform(0.2, 1.6))
        process.kill()
        process.communicate()
        found.add(stored(database))

    assert found <= {0, ROWS}
    finished = start(database, str(file))
    assert "rejected" not in finished.communicate(timeout=120)[1]
    assert (finished.returncode, stored(database)) == (0, ROWS)


def test_interrupted_import_leaves_nothing(database: Database, tmp_path: Path) -> None:
    file = board(tmp_path / "board.csv", ["a", "b"], 60_000)
    process = start(database, str(file))
    wait_until_it_reads(database, process)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert (process.returncode, said) == (130, "")
    assert stored(database) == 0
