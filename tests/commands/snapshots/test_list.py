"""`bbprops snapshots list`."""

import pytest

from tests.conftest import Run
from tests.databases import Database


def test_list_filters_by_league_and_shows_the_newest_first(run: Run) -> None:
    for name, league in (("first", "NFL"), ("second", "NBA"), ("third", "NFL")):
        run("snapshots", "create", name, "--league", league)

    assert run("snapshots", "list", "-o", "name").stdout == "third\nsecond\nfirst\n"
    assert run("snapshots", "list", "--league", "nfl", "-o", "name").stdout == "third\nfirst\n"


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ([], "d c b a"),
        (["--league", "nba"], "b"),
        (["--season", "2024"], "c"),
        (["--week", "5"], "d c a"),
        (["--locked"], "a"),
        (["--unlocked"], "d c b"),
        (["--due"], "c"),
        (["--tag", "x"], "a"),
        (["--tag", "x", "--tag", "y"], "a"),
        (["--tag", "x%"], "d"),
        (["--tag", "x", "--tag", "z"], ""),
        (["--due", "--locked"], ""),
    ],
)
def test_list_applies_each_filter(run: Run, several: Database, options: list[str], names: str) -> None:
    result = run("snapshots", "list", *options, "-o", "name")

    assert (result.exit_code, result.stdout.split(), result.stderr) == (0, names.split(), "")
