import pytest

from bbprops_cli.errors import UsageError
from bbprops_cli.queries.experiments.ranking import better_direction, eligible, ranked
from tests.queries.experiments.runs import new_run


def test_equal_runs_share_a_place() -> None:
    runs = [new_run(name=name, metrics={"roi": roi}) for name, roi in (("a", 0.1), ("b", 0.3), ("c", 0.3))]

    columns, rows = ranked(eligible(runs, "roi", 0, caveats_allowed=True), "high", [])

    name = [column.name for column in columns].index("name")
    assert [(row[0], row[name]) for row in rows] == [(1, "b"), (1, "c"), (3, "a")]


def test_a_run_needs_the_metric_enough_bets_and_no_caveats() -> None:
    runs = [new_run(metrics=values) for values in ({"roi": 0.1, "n": 9}, {"roi": 0.1}, {"n": 9})]

    assert [each.bets for each in eligible(runs, "roi", 9, caveats_allowed=True)] == [9]
    assert eligible(runs, "roi", 0, caveats_allowed=False) == []


def test_the_direction_of_a_metric_is_known_or_must_be_given() -> None:
    assert better_direction([new_run()], "log_loss", "") == "low"
    assert better_direction([new_run()], "mine", "low") == "low"
    with pytest.raises(UsageError, match="--metric mine: not known whether high or low values are better"):
        better_direction([new_run()], "mine", "")


def test_runs_with_two_conventions_of_clv_need_a_direction() -> None:
    conventions = ("implied_points", "decimal_percent")
    runs = [new_run(metrics={"clv": 1, "clv_convention": each}) for each in conventions]

    with pytest.raises(UsageError):
        better_direction(runs, "clv", "")
