"""The page on an analyst's week: its commands in one shell, on a terminal, with the screen that it shows."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pexpect
import pytest

from tests import snapshots
from tests.databases import Database

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "weekly.md").read_text()
# What is another in each run, in the width that it has.
PASSING = re.compile(
    r"(?<![\w.])(?:[0-9a-f]{64}|[0-9a-f]{51}…|[0-9a-f]{6}|(?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d \d\d:\d\d)(?!\w)"
)
END = "---- exit code"


class Step(NamedTuple):
    """One command of the page, and the lines that it shows below it."""

    command: str
    shown: list[str]


def steps() -> Iterator[Step]:
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for text in block.removeprefix("$ ").split("\n$ "):
            command, *shown = text.splitlines()
            yield Step(command, shown)


def alike(lines: list[str]) -> list[str]:
    return [PASSING.sub(lambda found: "·" * len(found[0]), line).rstrip() for line in lines]


@pytest.fixture
def week(empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Step, list[str]]]:
    """The steps, with what each wrote onto the terminal."""
    (tmp_path / "examples").symlink_to(PROJECT / "examples")
    (tmp_path / "week.sh").write_text("".join(f"{step.command}\necho {END} $?\n" for step in steps()))
    monkeypatch.setenv("DATABASE_URL", empty_database.url)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    monkeypatch.setenv("TERM", "dumb")  # neither colours nor progress bars between the lines
    monkeypatch.setenv("COLUMNS", "100")

    shell = pexpect.spawn("bash", ["week.sh"], encoding="utf-8", timeout=120, dimensions=(50, 100))
    shell.expect(pexpect.EOF)
    *parts, after = re.split(rf"^{END} (\d+)\n", shell.before.replace("\r\n", "\n"), flags=re.MULTILINE)

    assert (set(parts[1::2]), after) == ({"0"}, ""), shell.before
    return [(step, output.splitlines()) for step, output in zip(steps(), parts[::2], strict=True)]


def test_weekly_page_runs_as_written_and_prints_what_it_shows(
    week: list[tuple[Step, list[str]]], empty_database: Database
) -> None:
    for step, written in week:
        assert not step.shown or alike(written) == alike(step.shown), step.command

    rows, locked = empty_database.rows, ["nfl-2025-w5", "nfl-2025-w6"]
    assert snapshots.problems(empty_database) == {name: [] for name in locked}
    runs = "SELECT s.snapshot_id FROM experiments e JOIN snapshots s ON snapshot_sha256 = content_sha256 ORDER BY 1"
    assert [name for (name,) in rows(runs)] == locked
    placed = "SELECT stake, platform FROM saved_slips WHERE is_placed AND placed_at IS NOT NULL"
    assert rows(placed) == [(10, "prizepicks")]
    board = "SELECT is_active, week, count(*) FROM prop_markets WHERE snapshot_id IS NULL GROUP BY 1, 2 ORDER BY 1, 2"
    assert rows(board) == [(False, 5, 4), (False, 6, 3), (True, 6, 4)]
