import json

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--user", "ana@example.com"], "ba"),
        (["--placed"], "a"),
        (["--unplaced", "--platform", "prizepicks"], "cb"),
        (["--min-ev", "1.1"], "ca"),
        (["--legs", "1"], "c"),
        (["--week", "5"], "a"),
        (["--league", "nba"], "b"),
        (["--week", "9"], ""),
        (["--snapshot", "six"], "b"),
        (["--where", "legs.0.line > 200 and ev < 1"], "b"),
    ],
)
def test_list_filters_slips(shelf: Run, args: list[str], names: str) -> None:
    found = json.loads(shelf("slips", "list", *args, "--sort", "-id", "-o", "json").stdout)

    assert "".join(slip["name"] for slip in found) == names


def test_list_refuses_a_limit_above_the_maximum(shelf: Run) -> None:
    assert shelf("slips", "list", "--limit", str(10**15)).exit_code == 0
    assert shelf("slips", "list", "--limit", str(10**30)).exit_code == 2


def test_list_says_why_a_minimum_ev_is_refused(run: Run) -> None:
    result = run("slips", "list", "--min-ev", "high")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: --min-ev: expected a number, got 'high'")
