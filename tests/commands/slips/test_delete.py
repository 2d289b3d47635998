from tests.commands.slips.conftest import Save
from tests.conftest import Run


def test_delete_requires_confirmation(run: Run, save: Save) -> None:
    slip = save(name="Sunday")
    run("db", "environment", "development")

    assert run("slips", "delete", slip).exit_code == 8
    result = run("slips", "delete", slip, "--yes")

    assert (result.exit_code, result.stderr) == (0, f"deleted {slip[-6:]} (Sunday)\n")
    assert run("slips", "show", slip).exit_code == 3
