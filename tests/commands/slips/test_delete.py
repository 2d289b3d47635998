from tests.commands.slips.conftest import Save
from tests.conftest import Run
from tests.databases import Database


def test_delete_requires_confirmation(run: Run, save: Save, database: Database) -> None:
    slip = save(name="Sunday")
    database.label("development")

    assert run("slips", "delete", slip).exit_code == 8
    result = run("slips", "delete", slip, "--yes")

    assert (result.exit_code, result.stderr) == (0, f"deleted {slip[-6:]} (Sunday)\n")
    assert run("slips", "show", slip).exit_code == 3
