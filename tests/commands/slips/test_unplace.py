from tests.commands.slips.conftest import Save, shown
from tests.conftest import Run


def test_unplace_clears_the_time_and_keeps_the_stake(run: Run, save: Save) -> None:
    slip = save()
    run("slips", "place", slip, "--stake", "5")

    result = run("slips", "unplace", slip)

    found = shown(run, slip)
    assert (result.exit_code, result.stderr) == (0, f"unplaced {slip[-6:]}\n")
    assert (found["is_placed"], found["placed_at"], found["stake"]) == (False, None, 5)
    assert run("slips", "unplace", slip, "--cron").stderr == ""
