"""The lines for cron in README.md run on production as they are written, but for the name of the database."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from bbprops_cli.models.base import utc_now
from tests import snapshots
from tests.commands.db.state import set_label
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop

README = Path(__file__).parents[2] / "README.md"
LINES = [
    line.partition("  #")[0].removeprefix("$ bbprops ")
    for line in README.read_text().splitlines()
    if re.match(r"\$ bbprops .*--cron", line)
]
# What each line prints about one prop that is old or whose game is over, or one snapshot that is due.
SAID = {
    "props deactivate": "deactivated 1 prop\n",
    "snapshots lock": "locked week-5 ",
    "db prune": "deleted 1 inactive prop\n",
}


def test_readme_has_a_cron_line_for_each_command_that_is_tried() -> None:
    assert sorted(" ".join(line.split()[:2]) for line in LINES) == sorted(SAID)


@pytest.mark.parametrize("line", LINES)
def test_cron_line_of_the_readme_works_on_production_and_is_then_silent(
    database: Database, run: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    with database.session() as work:
        new_prop(work, "Long Gone", is_active=False, game_date=utc_now() - timedelta(days=200))
        new_prop(work, "Just Over", game_date=utc_now() - timedelta(hours=8))
        new_prop(work, "To Come", game_date=utc_now() + timedelta(days=2))
    snapshots.due(database, "week-5")
    set_label(database, "production")
    monkeypatch.setenv("BBPROPS_ENV", "production")
    words = shlex.split(line.replace("db.example.com/props", database.production_name))

    first, second = run(*words), run(*words)

    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr.startswith(SAID[" ".join(words[:2])])
    assert (second.exit_code, second.stdout, second.stderr) == (0, "", "")


@pytest.mark.parametrize("line", [line for line in LINES if "--confirm" in line])
def test_cron_line_of_the_readme_is_refused_on_another_database(database: Database, run: Run, line: str) -> None:
    set_label(database, "production")

    assert run(*shlex.split(line)).exit_code == 8
