"""Experiments to work on, and how to look at them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_user

Record = Callable[..., str]


@pytest.fixture
def record(run: Run, database: Database) -> Record:
    """A function that records a run of Ana's from options and returns its id."""
    with database.session() as work:
        new_user(work, "ana@example.com", username="ana")

    def recorded(*args: str) -> str:
        result = run("experiments", "create", "--user", "ana", "--risk-mode", "balanced", *args, "-o", "name")
        assert result.exit_code == 0, result.stderr
        return result.stdout.strip()

    return recorded


def shown(run: Run, experiment: str) -> dict[str, Any]:
    """What `experiments show` says of an experiment."""
    found: dict[str, Any] = json.loads(run("experiments", "show", experiment, "-o", "json").stdout)
    return found


def rows(run: Run, *args: str) -> list[dict[str, Any]]:
    """What `experiments ARGS` shows as JSON."""
    result = run("experiments", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


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
