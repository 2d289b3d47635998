"""`bbprops snapshots tag add`."""

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database


def test_tag_add_appends_new_tags_in_order(run: Run, database: Database) -> None:
    snapshots.make(database, tags=["old"])

    added = run("snapshots", "tag", "add", "week-5", "b", "old", "a", "b")
    again = run("snapshots", "tag", "add", "week-5", "a")

    assert (added.exit_code, added.stderr) == (0, "updated week-5: tags = old, b, a\n")
    assert (again.exit_code, again.stderr) == (0, "nothing to do: week-5 has the tags old, b, a\n")
    assert snapshots.shown(run)["tags"] == ["old", "b", "a"]


def test_tag_add_refuses_a_tag_that_cannot_be_printed(run: Run, database: Database) -> None:
    snapshots.make(database)

    assert run("snapshots", "tag", "add", "week-5", "x\ny").exit_code == 5
    assert snapshots.shown(run)["tags"] == []


def test_tag_add_dry_run_changes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "tag", "add", "week-5", "a", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would update week-5: tags = a\n")
    assert snapshots.shown(run)["tags"] == []
