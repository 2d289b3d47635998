import pytest

from tests import snapshots
from tests.commands.experiments.conftest import Record, rows
from tests.conftest import Run
from tests.databases import Database


def places(run: Run, *args: str) -> list[tuple[int, str]]:
    return [(each["rank"], each["name"]) for each in rows(run, "leaderboard", *args)]


def test_leaderboard_ranks_by_the_better_direction_of_the_metric(run: Run, runs: dict[str, str]) -> None:
    assert places(run, "--metric", "roi") == [(1, "good"), (2, "base"), (3, "bad")]
    assert places(run, "--metric", "log_loss", "--min-n", "20") == [(1, "base"), (2, "bad")]
    assert places(run, "--metric", "roi", "--by", "risk_mode") == [(1, "bad"), (1, "good"), (2, "base")]


def test_leaderboard_requires_a_direction_for_an_unknown_metric(run: Run, runs: dict[str, str]) -> None:
    run("experiments", "update", runs["base"], "--metric", "mine=1")
    run("experiments", "update", runs["bad"], "--metric", "mine=1")

    result = run("experiments", "leaderboard", "--metric", "mine")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "pass --better high" in result.stderr
    assert {place for place, _ in places(run, "--metric", "mine", "--better", "low")} == {1}


def test_leaderboard_shows_caveats_and_leaves_runs_with_caveats_out(
    run: Run, record: Record, database: Database
) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    kept = record("--snapshot", "week-5", "--metric", "roi=0.1", "--name", "kept")
    snapshots.make(database, "other")
    snapshots.lock(database, "other")
    record("--snapshot", "other", "--metric", "roi=0.2", "--name", "unlocked")
    snapshots.unlock(database, "other")

    found = {each["name"]: each["caveats"] for each in rows(run, "leaderboard", "--metric", "roi")}

    assert found == {"unlocked": "snapshot unlocked since", "kept": None}
    assert [each["id"] for each in rows(run, "leaderboard", "--metric", "roi", "--without-caveats")] == [kept]


@pytest.mark.parametrize("command", ["stats", "plot", "leaderboard"])
def test_a_metric_that_no_run_has_gets_a_suggestion(run: Run, runs: dict[str, str], command: str) -> None:
    result = run("experiments", command, "--metric", "logloss")

    assert result.exit_code == 0
    assert result.stderr.startswith("no numeric metric 'logloss' in ")
    assert result.stderr.endswith(" experiments. Did you mean log_loss?\n")


@pytest.mark.parametrize("metric", ["", "a..b", 'a."b'])
@pytest.mark.parametrize("command", ["stats", "plot", "leaderboard"])
def test_an_invalid_metric_path_is_refused(run: Run, command: str, metric: str) -> None:
    result = run("experiments", command, "--metric", metric)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: --metric {metric!r}: ")


def test_leaderboard_still_accepts_unflagged(run: Run, runs: dict[str, str]) -> None:
    result = run("experiments", "leaderboard", "--metric", "roi", "--unflagged", "-o", "json")

    assert (result.exit_code, result.stdout) == (0, "[]\n")
    assert result.stderr == "3 runs left out by --min-n or --without-caveats\n"
    assert "--unflagged" not in run("experiments", "leaderboard", "--help").stdout
