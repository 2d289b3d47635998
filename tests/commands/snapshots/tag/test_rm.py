"""`bbprops snapshots tag rm`."""

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database


def test_tag_rm_removes_tags_and_ignores_unknown_ones(run: Run, database: Database) -> None:
    snapshots.make(database, tags=["old", "b", "a"])

    removed = run("snapshots", "tag", "rm", "week-5", "old", "unknown")

    assert (removed.exit_code, removed.stderr) == (0, "updated week-5: tags = b, a\n")
    assert snapshots.shown(run)["tags"] == ["b", "a"]


def test_tag_rm_of_the_last_tag_clears_the_tags(run: Run, database: Database) -> None:
    snapshots.make(database, tags=["a"])

    removed, again = run("snapshots", "tag", "rm", "week-5", "a"), run("snapshots", "tag", "rm", "week-5", "a")

    assert removed.stderr == "updated week-5: tags cleared\n"
    assert again.stderr == "nothing to do: week-5 has no tags\n"
    assert snapshots.shown(run)["tags"] == []
