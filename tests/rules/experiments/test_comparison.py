"""Differences between runs and a baseline."""

from typing import Any

from bbprops_cli.rules.experiments.comparison import ComparedRun, compared

BASE = ComparedRun("base", {"risk": "balanced", "week": 5}, {"roi": 0.1, "log_loss": 0.7, "n_bets": 40, "note": "a"})


def differences(metrics: dict[str, Any], *, everything: bool = False, **settings: Any) -> dict[str, tuple[Any, str]]:
    run = ComparedRun("run", {**BASE.settings, **settings}, {**BASE.metrics, **metrics})
    return {each.what: (each.delta, each.verdict) for each in compared(BASE, [run], everything=everything)}


def test_equal_runs_have_no_differences_but_can_be_listed_in_full() -> None:
    assert differences({}) == {}
    assert {verdict for _, verdict in differences({}, everything=True).values()} == {"same"}


def test_a_metric_is_better_or_worse_by_its_direction() -> None:
    assert differences({"roi": 0.2, "log_loss": 0.8}) == {
        "metrics.log_loss": (0.1, "worse"),
        "metrics.roi": (0.1, "better"),
    }


def test_a_metric_without_a_direction_and_a_setting_have_no_verdict() -> None:
    assert differences({"n_bets": 50}, week=6) == {"week": (1, ""), "metrics.n_bets": (10, "")}


def test_a_value_that_is_not_a_number_has_no_delta() -> None:
    assert differences({"note": "b", "roi": None}) == {"metrics.note": (None, ""), "metrics.roi": (None, "")}
