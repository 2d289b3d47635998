"""Changes of an experiment's status."""

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.experiments.status import require_step


@pytest.mark.parametrize(("before", "after"), [("draft", "running"), ("running", "failed"), ("failed", "running")])
def test_the_status_of_an_experiment_can_go_forward(before: str, after: str) -> None:
    require_step(before, after)
    require_step(before, before)


@pytest.mark.parametrize(("before", "after"), [("completed", "running"), ("running", "draft"), ("failed", "completed")])
def test_the_status_of_an_experiment_cannot_go_back(before: str, after: str) -> None:
    with pytest.raises(Conflict, match=f"an experiment that is {before} cannot become {after}"):
        require_step(before, after)
