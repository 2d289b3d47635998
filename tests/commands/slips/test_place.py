from tests.commands.slips.conftest import Save, shown
from tests.conftest import Run


def test_place_is_idempotent_and_refuses_another_stake(run: Run, save: Save) -> None:
    slip = save()

    result = run("slips", "place", slip[-6:], "--stake", "5", "--at", "2025-10-05T16:40Z")
    again = run("slips", "place", slip, "--stake", "5")
    other = run("slips", "place", slip, "--stake", "6")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"placed {slip[-6:]}: 5 at prizepicks, Sun 2025-10-05 16:40 UTC\n"
    assert (again.exit_code, again.stderr[:34]) == (0, "nothing to do: already placed, " + slip[-6:-3])
    assert (other.exit_code, other.stdout) == (5, "")
    assert shown(run, slip)["placed_at"] == "2025-10-05T16:40:00Z"


def test_place_requires_a_valid_stake_and_a_time_in_the_past(run: Run, save: Save) -> None:
    slip = save()

    assert run("slips", "place", slip).exit_code == 2
    assert run("slips", "place", slip, "--stake", "5", "--at", "+2h").exit_code == 5
    for stake in ("-1", "nan", "inf"):
        assert run("slips", "place", slip, f"--stake={stake}").exit_code == 2
    assert not shown(run, slip)["is_placed"]
