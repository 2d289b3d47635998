from tests import snapshots
from tests.commands.experiments.conftest import Record, shown
from tests.conftest import Run
from tests.databases import Database


def test_show_names_the_user_and_the_snapshot(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)

    found = [shown(run, record(*args)) for args in (["--snapshot", "week-5"], ["--league", "NFL"])]

    assert [(each["user"], each["snapshot"]) for each in found] == [
        ("ana@example.com", "week-5"),
        ("ana@example.com", None),
    ]
