from tests.commands.experiments.conftest import Record, shown
from tests.conftest import Run


def test_update_clears_a_title(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--name", "first", "--status", "RUNNING")
    assert (shown(run, experiment)["name"], shown(run, experiment)["status"]) == ("first", "running")

    result = run("experiments", "update", experiment, "--name", "")

    assert (result.exit_code, result.stderr) == (0, f"updated {experiment[-6:]}: name first → nothing\n")
    assert shown(run, experiment)["name"] is None


def test_update_merges_metrics(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--metric", "roi=0.1", "--metric", "n=3")

    result = run("experiments", "update", experiment[-6:], "--metric", "roi=0.2", "--metric", "log_loss=0.6")

    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        f"updated {experiment[-6:]}: metrics.roi 0.1 → 0.2, metrics.log_loss nothing → 0.6\n",
    )
    assert shown(run, experiment)["metrics"] == {"roi": 0.2, "n": 3, "log_loss": 0.6}
    assert run("experiments", "update", experiment, "--metric", "roi=0.2", "--cron").stderr == ""


def test_update_refuses_another_status_for_a_completed_experiment(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--status", "running")

    assert run("experiments", "update", experiment, "--status", "completed").exit_code == 0
    result = run("experiments", "update", experiment, "--status", "running")

    assert (result.exit_code, result.stdout) == (5, "")
    assert "an experiment that is completed cannot become running" in result.stderr


def test_create_and_update_store_nothing_in_a_dry_run(run: Run, record: Record) -> None:
    experiment = record("--league", "NFL", "--metric", "roi=0.1", "--dry-run")
    assert run("experiments", "show", experiment).exit_code == 3

    experiment = record("--league", "NFL", "--metric", "roi=0.1")
    assert "would update" in run("experiments", "update", experiment, "--metric", "roi=1", "--dry-run").stderr
    assert shown(run, experiment)["metrics"] == {"roi": 0.1}
