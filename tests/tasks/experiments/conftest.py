"""Runs of one user, by name."""

import pytest

from tests.databases import Database
from tests.factories import new_experiment, new_user


@pytest.fixture
def stored(target: Database) -> dict[str, str]:
    """The ids of two runs by name; the second one has another week and a better ROI."""
    metrics = {"base": {"roi": 0.1, "n": 40}, "good": {"roi": 0.3, "n": 8}}
    with target.session() as work:
        ana = new_user(work, "ana@example.com")
        return {
            name: str(new_experiment(work, ana, name=name, week=week, metrics=metrics[name]).id)
            for name, week in (("base", 5), ("good", 6))
        }
