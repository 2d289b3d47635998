import pytest

from tests.queries.experiments.runs import new_run


@pytest.mark.parametrize(
    ("path", "expected"), [("roi", 0.5), ("by.NFL.n", 3.0), ("by", None), ("text", None), ("none.at.all", None)]
)
def test_a_metric_is_a_number_at_any_depth_or_none(path: str, expected: float | None) -> None:
    run = new_run(metrics={"roi": 0.5, "by": {"NFL": {"n": 3}}, "text": "n/a"})

    assert run.metric(path) == expected


def test_a_run_without_a_snapshot_has_a_caveat() -> None:
    assert new_run().caveats == "no snapshot"
