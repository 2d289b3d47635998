import json

import pytest

from tests.conftest import Run


def test_stats_total_stakes_by_platform_and_month(shelf: Run) -> None:
    found = json.loads(shelf("slips", "stats", "-o", "json").stdout)

    assert found == [
        {"platform": "prizepicks", "month": "2025-10", "slips": 2, "total_stake": 2.75, "mean_ev": 1.0},
        {"platform": "underdog", "month": "2025-10", "slips": 1, "total_stake": 5, "mean_ev": 1.2},
    ]


@pytest.mark.parametrize("columns", ["legs", "legs.0.player"])
def test_stats_refuse_to_group_by_json(shelf: Run, columns: str) -> None:
    result = shelf("slips", "stats", "--by", columns)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: --by: {columns} holds JSON. Name columns with plain values.")
