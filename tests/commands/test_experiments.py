import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_user

Record = Callable[..., str]


@pytest.fixture
def record(run: Run, database: Database) -> Record:
    """Records a run of Ana's from options; its id."""
    with database.session() as work:
        new_user(work, "ana@example.com", username="ana")

    def recorded(*args: str) -> str:
        result = run("experiments", "create", "--user", "ana", "--risk-mode", "balanced", *args, "-o", "name")
        assert result.exit_code == 0, result.stderr
        return result.stdout.strip()

    return recorded


def shown(run: Run, experiment: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("experiments", "show", experiment, "-o", "json").stdout)
    return found


def rows(run: Run, *args: str) -> list[dict[str, Any]]:
    result = run("experiments", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_a_run_keeps_the_digest_of_a_locked_snapshot(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)
    locked = snapshots.lock(database)

    found = shown(run, record("--snapshot", "week-5", "--metric", "roi=0.12", "--metric", "by.NFL.roi=0.1"))

    assert locked
    assert found["snapshot_sha256"] == locked.sha256
    assert (found["league"], found["week"], found["flags"]) == ("NFL", 5, None)
    assert found["metrics"] == {"roi": 0.12, "by": {"NFL": {"roi": 0.1}}}


def test_a_run_on_an_unlocked_snapshot_says_so(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)

    found = shown(run, record("--snapshot", "week-5"))

    assert (found["snapshot_sha256"], found["flags"]) == (None, "snapshot was not locked")


def test_runs_come_as_json_too_and_options_fill_in(run: Run, record: Record) -> None:
    sent = [{"risk_mode": "aggressive", "metrics": {"roi": 0.2}}, {"risk_mode": "balanced", "league": "NBA", "week": 0}]

    result = run("experiments", "create", "--user", "ana", "--league", "NFL", "--week", "6", stdin=json.dumps(sent))

    assert result.exit_code == 0
    assert result.stderr.endswith("recorded 2 experiments\n")
    found = rows(run, "list", "--sort", "id")
    assert [(each["league"], each["week"]) for each in found] == [("NFL", 6), ("NBA", 0)]


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ('{"risk_mode": "balanced", "metrics": {"roi": NaN}}', 5, "NaN is not a JSON number"),
        ('{"risk_mode": "balanced", "metrics": {"roi": -Infinity}}', 5, "-Infinity is not a JSON number"),
        ('{"risk_mode": "balanced", "metrics": {"roi": 1e999}}', 5, "too large for a number"),
        ('{"risk_mode": "wild"}', 5, "risk_mode"),
        ('{"risk_mode": "balanced", "metrics": []}', 5, "metrics"),
        ('{"risk_mode": "balanced", "week": 99}', 5, "week"),
        ('{"risk_mode": "balanced", "metric": {}}', 5, "Did you mean metrics?"),
        ('{"risk_mode": "balanced", "name": "a\\u0000b"}', 5, "holds a NUL character"),
        ('{"risk_mode": "balanced", "timestamp": "yesterday"}', 5, "timestamp: "),
        ('{"risk_mode": "balanced", "snapshot": "none"}', 3, "There is no snapshot 'none'."),
        ("[1]", 5, "is not a JSON object"),
    ],
)
def test_what_cannot_be_recorded_says_why(run: Run, record: Record, document: str, code: int, message: str) -> None:
    result = run("experiments", "create", "--user", "ana", "--league", "NFL", stdin=document)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert rows(run, "list") == []


def test_a_time_without_a_zone_is_utc(run: Run, record: Record) -> None:
    sent = [{"risk_mode": "balanced", "timestamp": text} for text in ("2025-10-05", "2025-10-05T10:30:00")]

    result = run("experiments", "create", "--user", "ana", "--league", "NFL", stdin=json.dumps(sent))

    assert result.exit_code == 0, result.stderr
    found = [each["timestamp"] for each in rows(run, "list", "--sort", "timestamp")]
    assert found == ["2025-10-05T00:00:00Z", "2025-10-05T10:30:00Z"]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--bankroll", "nan"], 5, "The experiment holds NaN or Infinity, which JSON does not allow."),
        (["--metric", "roi=inf"], 5, "is not a JSON number"),
        (["no-such.json"], 3, "no-such.json: no such file"),
        (["--status", "done"], 2, "'done' is not one of 'draft', 'running', 'completed', 'failed'."),
    ],
)
def test_what_is_no_option_value_is_not_recorded(
    run: Run, record: Record, args: list[str], code: int, message: str
) -> None:
    result = run("experiments", "create", "--user", "ana", "--league", "NFL", "--risk-mode", "balanced", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert rows(run, "list") == []


def test_a_run_is_shown_with_the_names_of_its_user_and_snapshot(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)

    found = [shown(run, record(*args)) for args in (["--snapshot", "week-5"], ["--league", "NFL"])]

    assert [(each["user"], each["snapshot"]) for each in found] == [
        ("ana@example.com", "week-5"),
        ("ana@example.com", None),
    ]


def test_a_title_can_be_taken_away(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--name", "first", "--status", "RUNNING")
    assert (shown(run, experiment)["name"], shown(run, experiment)["status"]) == ("first", "running")

    result = run("experiments", "update", experiment, "--name", "")

    assert (result.exit_code, result.stderr) == (0, f"updated {experiment[-6:]}: name\n")
    assert shown(run, experiment)["name"] is None


def test_metrics_are_merged(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--metric", "roi=0.1", "--metric", "n=3")

    result = run("experiments", "update", experiment[-6:], "--metric", "roi=0.2", "--metric", "log_loss=0.6")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"updated {experiment[-6:]}: metrics\n")
    assert shown(run, experiment)["metrics"] == {"roi": 0.2, "n": 3, "log_loss": 0.6}
    assert run("experiments", "update", experiment, "--metric", "roi=0.2", "--cron").stderr == ""


def test_what_is_completed_stays_that(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--status", "running")

    assert run("experiments", "update", experiment, "--status", "completed").exit_code == 0
    result = run("experiments", "update", experiment, "--status", "running")

    assert (result.exit_code, result.stdout) == (5, "")
    assert "an experiment that is completed cannot become running" in result.stderr


def test_a_dry_run_records_and_changes_nothing(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--metric", "roi=0.1", "--dry-run")
    assert run("experiments", "show", experiment).exit_code == 3

    experiment = record("--league", "NFL", "--metric", "roi=0.1")
    assert "would have updated" in run("experiments", "update", experiment, "--metric", "roi=1", "--dry-run").stderr
    assert shown(run, experiment)["metrics"] == {"roi": 0.1}


@pytest.fixture
def runs(run: Run, database: Database) -> dict[str, str]:
    """Four runs of two weeks, by name."""
    values: dict[str, dict[str, Any]] = {
        "base": {"metrics": {"roi": 0.1, "log_loss": 0.69, "n_bets": 40}},
        "good": {"metrics": {"roi": 0.3, "log_loss": 0.61, "n_bets": 8}, "week": 6},
        "bad": {"metrics": {"roi": -0.2, "log_loss": 0.8, "n_bets": 90}, "risk_mode": "aggressive"},
        "none": {"metrics": {"roi": "n/a"}, "status": "failed", "league": "NBA"},
    }
    with database.session() as work:
        ana = new_user(work, "ana@example.com")
        when = datetime(2025, 10, 12, tzinfo=UTC)
        return {
            name: str(new_experiment(work, ana, name=name, timestamp=when, **said).id) for name, said in values.items()
        }


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--league", "nba"], {"none"}),
        (["--week", "6"], {"good"}),
        (["--risk-mode", "aggressive"], {"bad"}),
        (["--status", "completed"], {"base", "good", "bad"}),
        (["--status", "FAILED", "--status", "draft"], {"none"}),
        (["--where", "metrics.roi > 0"], {"base", "good"}),
        (["--since", "2025-11-01"], set()),
        (["--user", "ana@example.com", "--week", "6"], {"good"}),
    ],
)
def test_experiments_are_chosen(run: Run, runs: dict[str, str], args: list[str], names: set[str]) -> None:
    assert {each["name"] for each in rows(run, "list", *args)} == names


def test_comparison_says_what_differs_and_which_is_better(run: Run, runs: dict[str, str]) -> None:
    result = run("experiments", "compare", runs["good"], runs["bad"], "--baseline", runs["base"], "-o", "json")

    found = {(each["what"], each["run"]): each for each in json.loads(result.stdout)}
    assert result.stderr.startswith("against base: 2 better, 2 worse\n")
    assert found["metrics.log_loss", "good"]["verdict"] == "better"
    assert (found["metrics.roi", "bad"]["delta"], found["metrics.roi", "bad"]["verdict"]) == (-0.3, "worse")
    assert found["risk_mode", "bad"]["value"] == "aggressive"
    assert ("league", "good") not in found
    assert found["metrics.n_bets", "good"]["verdict"] == ""


def test_the_digest_is_compared_where_the_snapshot_is_the_same(run: Run, record: Record, database: Database) -> None:
    for name in ("week-5", "week-6"):
        snapshots.make(database, name)
        snapshots.lock(database, name)
    first, other = (record("--snapshot", name) for name in ("week-5", "week-6"))
    snapshots.unlock(database, "week-5")
    later = record("--snapshot", "week-5")

    assert [each["what"] for each in rows(run, "compare", first, other)] == ["snapshot"]
    assert [each["what"] for each in rows(run, "compare", first, later)] == ["snapshot_sha256"]
    assert "snapshot_sha256" in {each["what"] for each in rows(run, "compare", first, other, "--all")}


def test_one_experiment_is_no_comparison(run: Run, runs: dict[str, str]) -> None:
    assert run("experiments", "compare", runs["base"], runs["base"]).exit_code == 2


def places(run: Run, *args: str) -> list[tuple[int, str]]:
    return [(each["rank"], each["name"]) for each in rows(run, "leaderboard", *args)]


def test_the_best_run_comes_first_whichever_way_that_is(run: Run, runs: dict[str, str]) -> None:
    assert places(run, "--metric", "roi") == [(1, "good"), (2, "base"), (3, "bad")]
    assert places(run, "--metric", "log_loss", "--min-n", "20") == [(1, "base"), (2, "bad")]
    assert places(run, "--metric", "roi", "--by", "risk_mode") == [(1, "bad"), (1, "good"), (2, "base")]


def test_a_metric_nobody_knows_needs_a_direction(run: Run, runs: dict[str, str]) -> None:
    run("experiments", "update", runs["base"], "--metric", "mine=1")
    run("experiments", "update", runs["bad"], "--metric", "mine=1")

    result = run("experiments", "leaderboard", "--metric", "mine")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Say --better high" in result.stderr
    assert {place for place, _ in places(run, "--metric", "mine", "--better", "low")} == {1}


def test_a_ranking_flags_runs_nobody_can_repeat(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    kept = record("--snapshot", "week-5", "--metric", "roi=0.1", "--name", "kept")
    snapshots.make(database, "other")
    snapshots.lock(database, "other")
    record("--snapshot", "other", "--metric", "roi=0.2", "--name", "unlocked")
    snapshots.unlock(database, "other")

    found = {each["name"]: each["flags"] for each in rows(run, "leaderboard", "--metric", "roi")}

    assert found == {"unlocked": "snapshot unlocked since", "kept": None}
    assert [each["id"] for each in rows(run, "leaderboard", "--metric", "roi", "--unflagged")] == [kept]


@pytest.mark.parametrize("command", ["stats", "plot", "leaderboard"])
def test_a_metric_that_no_run_has_gets_a_suggestion(run: Run, runs: dict[str, str], command: str) -> None:
    result = run("experiments", command, "--metric", "logloss")

    assert result.exit_code == 0
    assert "experiments has a number 'logloss'. Did you mean log_loss?\n" in result.stderr


@pytest.mark.parametrize("metric", ["", "a..b", 'a."b'])
@pytest.mark.parametrize("command", ["stats", "plot", "leaderboard"])
def test_what_is_no_name_of_a_metric_is_refused(run: Run, command: str, metric: str) -> None:
    result = run("experiments", command, "--metric", metric)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: --metric {metric!r}: ")


def test_what_cannot_be_grouped_by_is_refused(run: Run, runs: dict[str, str]) -> None:
    for columns in ("metrics", "metrics.roi"):
        result = run("experiments", "stats", "--by", columns)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "holds JSON" in result.stderr


def test_stats_have_the_mean_of_a_metric(run: Run, runs: dict[str, str]) -> None:
    found = rows(run, "stats", "--by", "league")

    assert found == [
        {"league": "NBA", "experiments": 1, "measured": 0, "mean": None, "median": None, "flagged": 1},
        {"league": "NFL", "experiments": 3, "measured": 3, "mean": 0.066667, "median": 0.1, "flagged": 3},
    ]


def test_a_metric_is_followed_from_week_to_week(run: Run, runs: dict[str, str]) -> None:
    found = rows(run, "plot", "--metric", "roi")

    assert [(each["season"], each["week"], each["mean"]) for each in found] == [("2025", 5, -0.05), ("2025", 6, 0.3)]


def test_a_drawing_is_the_same_every_time(run: Run, runs: dict[str, str]) -> None:
    for name in ("one.svg", "two.svg"):
        result = run("experiments", "plot", "--by", "risk_mode", "--svg", name)
        assert (result.exit_code, result.stdout) == (0, ""), result.stderr

    drawn = Path("one.svg").read_bytes()
    assert drawn == Path("two.svg").read_bytes()
    assert b"aggressive" in drawn
    assert b"2025 week 6" in drawn


def test_deleting_leaves_the_snapshot(run: Run, record: Record, database: Database) -> None:
    snapshots.make(database)
    run("db", "mark", "development")
    experiment = record("--snapshot", "week-5", "--name", "gone")

    result = run("experiments", "delete", experiment, "--yes")

    assert (result.exit_code, result.stderr) == (0, f"deleted {experiment[-6:]} (gone)\n")
    assert run("snapshots", "show", "week-5").exit_code == 0
