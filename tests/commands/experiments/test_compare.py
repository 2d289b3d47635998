import json

from tests import snapshots
from tests.commands.experiments.conftest import Record, rows
from tests.conftest import Run
from tests.databases import Database


def test_compare_says_what_differs_and_which_is_better(run: Run, runs: dict[str, str]) -> None:
    result = run("experiments", "compare", runs["good"], runs["bad"], "--baseline", runs["base"], "-o", "json")

    found = {(each["what"], each["run"]): each for each in json.loads(result.stdout)}
    assert result.stderr.startswith("against base: 2 better, 2 worse\n")
    assert found["metrics.log_loss", "good"]["verdict"] == "better"
    assert (found["metrics.roi", "bad"]["delta"], found["metrics.roi", "bad"]["verdict"]) == (-0.3, "worse")
    assert found["risk_mode", "bad"]["value"] == "aggressive"
    assert ("league", "good") not in found
    assert found["metrics.n_bets", "good"]["verdict"] == ""


def test_compare_shows_digests_only_within_one_snapshot(run: Run, record: Record, database: Database) -> None:
    for name in ("week-5", "week-6"):
        snapshots.make(database, name)
        snapshots.lock(database, name)
    first, other = (record("--snapshot", name) for name in ("week-5", "week-6"))
    snapshots.unlock(database, "week-5")
    later = record("--snapshot", "week-5")

    assert [each["what"] for each in rows(run, "compare", first, other)] == ["snapshot"]
    assert [each["what"] for each in rows(run, "compare", first, later)] == ["snapshot_sha256"]
    assert "snapshot_sha256" in {each["what"] for each in rows(run, "compare", first, other, "--all")}


def test_compare_requires_two_experiments(run: Run, runs: dict[str, str]) -> None:
    assert run("experiments", "compare", runs["base"], runs["base"]).exit_code == 2
