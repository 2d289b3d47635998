from tests.commands.slips.conftest import Save, shown
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_slip


def test_show_names_the_user_and_the_snapshot(run: Run, save: Save) -> None:
    found = shown(run, save("--snapshot", "nfl-week-5"))

    assert (found["user"], found["snapshot"]) == ("ana@example.com", "nfl-week-5")


def test_show_writes_the_legs_as_a_table_of_their_own_in_markdown(run: Run, database: Database) -> None:
    with database.session() as work:
        slip = str(new_slip(work).id)

    lines = run("slips", "show", slip, "-o", "md").stdout.splitlines()

    place = lines.index("legs")
    assert (lines[place - 1], lines[place + 1]) == ("", "")
    assert lines[place + 2].startswith("| leg |")


def test_show_prints_legs_and_correlations_below_the_slip(run: Run, database: Database) -> None:
    with database.session() as work:
        slip = str(new_slip(work, correlations={"matrix": [[1, 0.25], [0.25, 1]]}).id)

    lines = run("slips", "show", slip, "-o", "table").stdout.splitlines()

    assert lines[lines.index("legs") + 2].split()[:3] == ["1", "Ada", "Example"]
    assert [line.split() for line in lines[lines.index("correlations") + 1 :]] == [
        ["leg", "1", "2"],
        ["1", "1", "0.25"],
        ["2", "0.25", "1"],
    ]
