from pathlib import Path

from tests.commands.experiments.conftest import rows
from tests.conftest import Run


def test_plot_shows_the_mean_of_each_week(run: Run, runs: dict[str, str]) -> None:
    found = rows(run, "plot", "--metric", "roi")

    assert [(each["season"], each["week"], each["mean"]) for each in found] == [("2025", 5, -0.05), ("2025", 6, 0.3)]


def test_plot_draws_the_same_svg_from_the_same_runs(run: Run, runs: dict[str, str]) -> None:
    for name in ("one.svg", "two.svg"):
        result = run("experiments", "plot", "--by", "risk_mode", "--svg", name)
        assert (result.exit_code, result.stdout) == (0, ""), result.stderr

    drawn = Path("one.svg").read_bytes()
    assert drawn == Path("two.svg").read_bytes()
    assert b"aggressive" in drawn
    assert b"2025 week 6" in drawn
