"""`bbprops snapshots create`, without --capture."""

import json

import pytest

from tests.conftest import Run


def test_create_makes_an_unlocked_snapshot(run: Run) -> None:
    result = run("snapshots", "create", "nfl-week-5-2025", "--league", "nfl", "--season", "2025-26", "--week", "5")

    (row,) = json.loads(run("snapshots", "list", "-o", "json").stdout)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "created nfl-week-5-2025\n")
    assert (row["snapshot_id"], row["league"], row["season"], row["week"]) == ("nfl-week-5-2025", "NFL", "2025", 5)
    assert (row["is_locked"], row["model_version"], row["tags"], row["config"]) == (False, "v1.0.0", [], {})


def test_create_refuses_a_name_that_is_taken(run: Run) -> None:
    run("snapshots", "create", "same", "--league", "NFL")

    result = run("snapshots", "create", "same", "--league", "NBA")

    assert (result.exit_code, result.stderr) == (5, "error: snapshot same already exists: choose another name\n")


@pytest.mark.parametrize("name", ["", " x", "x\ny", "x" * 256, "x\x1b[2J"])
def test_create_refuses_a_name_that_cannot_be_typed_or_read(run: Run, name: str) -> None:
    result = run("snapshots", "create", name, "--league", "NFL")

    assert result.exit_code == 5
    assert result.stderr.startswith("error: the name of a snapshot has ")
    assert "\x1b" not in result.stderr


def test_create_without_capture_requires_a_league(run_here: Run) -> None:
    result = run_here("snapshots", "create", "x")

    assert result.exit_code == 2
    assert "no league given: pass --league NFL, or --capture" in result.stderr


def test_create_dry_run_creates_nothing(run: Run) -> None:
    result = run("snapshots", "create", "x", "--league", "NFL", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would create x\n")
    assert run("snapshots", "list", "-o", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--config", "[1]"], 5, "not a JSON object"),
        (["--config", "{"], 5, "--config is not JSON"),
        (["--config", '{"a": NaN}'], 5, "--config is not JSON"),
        (["--config", '{"a": "\\u0000"}'], 5, "--config holds a NUL character"),
        (["--tag", " a"], 5, "' a' is not a valid tag"),
        (["--lock-at", "soon"], 2, "--lock-at: 'soon' is not a date or time"),
        (["--lock-at", "kickoff"], 5, "cannot lock at kickoff: no prop of the snapshot has a game time"),
        (["--title", "a\0b"], 5, "--title holds a NUL character"),
    ],
)
def test_create_with_a_value_that_cannot_be_stored_creates_nothing(
    run: Run, options: list[str], code: int, words: str
) -> None:
    result = run("snapshots", "create", "x", "--league", "NFL", *options)

    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert run("snapshots", "list", "-o", "json").stdout == "[]\n"
