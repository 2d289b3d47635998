from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.queries.experiments.stats import by_group, by_week, lines
from tests.queries.experiments.runs import new_run

RISK_MODE = next(column for column in EXPERIMENTS.columns if column.name == "risk_mode")


def test_a_group_without_the_metric_has_no_mean() -> None:
    runs = [new_run(risk_mode="balanced", metrics={"roi": 0.5}), new_run(risk_mode="aggressive")]

    _, rows = by_group(runs, "roi", [RISK_MODE])

    assert rows == [("aggressive", 1, 0, None, None, 1), ("balanced", 1, 1, 0.5, 0.5, 1)]


def test_weeks_of_each_group_are_the_points_of_its_line() -> None:
    runs = [
        new_run(risk_mode=mode, week=week, metrics={"roi": roi})
        for mode, week, roi in (
            ("balanced", 6, 0.2),
            ("balanced", 5, 0.1),
            ("aggressive", 5, 0.4),
            ("balanced", 5, 0.3),
        )
    ]

    weeks = by_week(runs, "roi", [RISK_MODE])

    assert [(each.group, each.week, each.number, each.mean) for each in weeks] == [
        ("aggressive", 5, 1, 0.4),
        ("balanced", 5, 2, 0.2),
        ("balanced", 6, 1, 0.2),
    ]
    (_, one), (_, two) = lines(weeks)
    assert (len(one), [mean for _, mean in two]) == (1, [0.2, 0.2])
    assert two[0][0] < two[1][0]


def test_runs_without_a_week_are_not_in_a_line() -> None:
    assert by_week([new_run(week=None, metrics={"roi": 0.5})], "roi", []) == []
