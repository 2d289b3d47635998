"""`bbprops snapshots latest`."""

import json

from tests.conftest import Run
from tests.databases import Database


def test_latest_shows_the_newest_snapshot_that_passes_the_filters(run: Run, several: Database) -> None:
    newest = run("snapshots", "latest", "-o", "name")
    record = json.loads(
        run("snapshots", "latest", "--league", "NFL", "--season", "2025", "--locked", "-o", "json").stdout
    )

    assert (newest.exit_code, newest.stdout, newest.stderr) == (0, "d\n", "")
    assert record["snapshot_id"] == "a"


def test_latest_without_a_match_exits_with_3(run: Run, several: Database) -> None:
    result = run("snapshots", "latest", "--week", "6", "-o", "name")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "error: no snapshot matches. List all snapshots: bbprops snapshots list\n"
