from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.experiments.metrics import assigned, flat, known, merged, number_of_bets, rank


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("roi", "high"),
        ("log_loss", "low"),
        ("Log Loss", "low"),
        ("by_league.NFL.brier", "low"),
        ("max_drawdown", "zero"),
        ("calibration_slope", "one"),
        ("n_bets", ""),
        ("my_own", ""),
        ("clv", ""),
    ],
)
def test_the_last_name_of_a_path_gives_the_better_direction(path: str, good: str) -> None:
    assert known(f'"{path}"' if " " in path else path, {}).good == good


@pytest.mark.parametrize(("convention", "good"), [("implied points", "high"), ("decimal_percent", "low"), ("own", "")])
def test_the_better_direction_of_clv_depends_on_its_convention(convention: str, good: str) -> None:
    assert known("clv", {"clv_convention": convention}).good == good


def test_a_deeper_drawdown_is_worse_with_either_sign() -> None:
    assert rank("zero", -0.1) > rank("zero", 0.3)
    assert rank("one", 0.9) > rank("one", 1.4)
    assert rank("low", 0.66) > rank("low", 0.7)


@pytest.mark.parametrize(
    ("text", "value"),
    [("roi=0.12", 0.12), ("n=3", 3), ("note=so so", "so so"), ("fine=true", True), ("bins=[1,2]", [1, 2])],
)
def test_an_assigned_metric_is_json_or_else_text(text: str, value: Any) -> None:
    assert list(assigned([text]).values()) == [value]


@pytest.mark.parametrize(
    "text", ["roi=NaN", "roi=nan", "roi=-Infinity", "roi=inf", "roi=1e999", f"roi={10**400}", "roi", "=1", "a..b=1"]
)
def test_an_invalid_metric_assignment_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="--metric"):
        assigned([text])


def test_merging_metrics_leaves_the_others_unchanged() -> None:
    held = {"roi": 0.1, "by": {"NFL": {"roi": 0.2, "n": 3}}, "old": 1}

    found = merged(held, assigned(["roi=0.3", "by.NFL.roi=0.4", "old=", "new.deep=1"]))

    assert found == {"roi": 0.3, "by": {"NFL": {"roi": 0.4, "n": 3}}, "new": {"deep": 1}}
    assert held["by"] == {"NFL": {"roi": 0.2, "n": 3}}


def test_flat_metrics_flatten_objects_but_not_lists() -> None:
    assert list(flat({"a": {"b.c": 1, "d": [2]}, "e": {}})) == [('a."b.c"', 1), ("a.d", [2]), ("e", {})]


def test_the_number_of_bets_is_read_from_the_metrics() -> None:
    assert number_of_bets({"n_bets": 12, "n": 3}) == 12
    assert number_of_bets({"wins": 7, "losses": 5}) == 12
    assert number_of_bets({"roi": 0.1}) is None
