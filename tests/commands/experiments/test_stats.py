from tests.commands.experiments.conftest import rows
from tests.conftest import Run


def test_stats_refuse_to_group_by_json(run: Run, runs: dict[str, str]) -> None:
    for columns in ("metrics", "metrics.roi"):
        result = run("experiments", "stats", "--by", columns)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "holds JSON" in result.stderr


def test_stats_compute_mean_and_median_of_a_metric(run: Run, runs: dict[str, str]) -> None:
    found = rows(run, "stats", "--by", "league")

    assert found == [
        {"league": "NBA", "experiments": 1, "measured": 0, "mean": None, "median": None, "with_caveats": 1},
        {"league": "NFL", "experiments": 3, "measured": 3, "mean": 0.066667, "median": 0.1, "with_caveats": 3},
    ]
