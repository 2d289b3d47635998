"""Streams that fail, signals, and what a child process left."""

import random
import signal
from pathlib import Path

import pytest

from tests.databases import Database
from tests.faults import children
from tests.faults.children import Stream, child, watched


@pytest.mark.parametrize("stream", ["closed", "no reader", "full"])
def test_version_without_a_usable_stdout_ends_by_itself(stream: Stream) -> None:
    with child("--version", streams={"stdout": stream}) as running:
        result = running.end(30)

    assert result.stdout == ""


def test_streams_that_work_deliver_what_the_child_wrote() -> None:
    with child("--version") as running:
        result = running.end(30)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("bbprops ")


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("stream", ["closed", "full", "no reader"])
def test_error_without_a_usable_stderr_keeps_its_exit_code(database: Database, stream: Stream) -> None:
    with child("props", "show", "missing", env={"DATABASE_URL": database.url}, streams={"stderr": stream}) as running:
        result = running.end(30)

    assert (result.exit_code != 0, result.stdout) == (True, "")


def test_signal_at_a_random_moment_ends_the_child(tmp_path: Path) -> None:
    with child("--help") as running:
        assert running.send_after(signal.SIGKILL, random.Random(1), 0.01)

        assert running.end(30).exit_code == -signal.SIGKILL


def test_signal_to_a_child_that_has_ended_is_reported_as_late() -> None:
    with child("--version") as running:
        running.end(30)

        assert not running.send(signal.SIGTERM)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_signal_during_a_statement_ends_the_child_in_that_statement(database: Database) -> None:
    env = {"DATABASE_URL": database.url}
    blocker = database.connect()
    blocker.cursor().execute("BEGIN; LOCK TABLE snapshots IN ACCESS EXCLUSIVE MODE")
    with child("snapshots", "create", "s1", "--league", "NFL", env=env) as running:
        assert running.send_during(signal.SIGKILL, database, "%snapshots%")
        assert running.end(30).exit_code == -signal.SIGKILL
    assert not children.has_no_clients(database, timeout=0)
    blocker.close()

    assert children.has_no_clients(database)
    assert database.rows("SELECT 1 FROM snapshots") == []


@pytest.mark.parametrize("kind", ["postgresql"])
def test_child_that_ends_before_the_statement_runs_gets_no_signal(database: Database) -> None:
    with child("--version", env={"DATABASE_URL": database.url}) as running:
        assert not running.send_during(signal.SIGKILL, database, "%a statement that never runs%")


def test_child_that_does_not_end_in_time_is_killed() -> None:
    with child("--help") as running:
        with pytest.raises(children.Hangs, match=r"within 0\.01 s"):
            running.end(0.01)

        assert running.process.returncode == -signal.SIGKILL


def test_files_and_descendants_that_a_child_leaves_are_named(tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    with watched(tmp_path) as left, child("--version") as running:
        running.end(30)
        (tmp_path / "new").touch()

        assert (left(running).files, left(running).processes) == (["new"], [])
