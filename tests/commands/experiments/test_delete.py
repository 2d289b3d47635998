from tests import snapshots
from tests.commands.experiments.conftest import Record
from tests.conftest import Run
from tests.databases import Database


def test_delete_keeps_the_snapshot(run: Run, record: Record, database: Database) -> None:
    database.label("development")
    snapshots.make(database)
    experiment = record("--snapshot", "week-5", "--name", "gone")

    result = run("experiments", "delete", experiment, "--yes")

    assert (result.exit_code, result.stderr) == (0, f"deleted {experiment[-6:]} (gone)\n")
    assert run("snapshots", "show", "week-5").exit_code == 0
