"""Users to work on, and how to look at one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_slip, new_snapshot, new_user

ANA = ("users", "create", "ana@example.com", "--clerk-id", "clerk_ana")


def rows(run: Run, *args: str) -> list[dict[str, Any]]:
    """What `users ARGS` shows as JSON."""
    result = run("users", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def shown(run: Run, who: str = "ana@example.com") -> dict[str, Any]:
    """What `users show` says of a user."""
    found: dict[str, Any] = json.loads(run("users", "show", who, "-o", "json").stdout)
    return found


@pytest.fixture
def crowd(run: Run, database: Database) -> Run:
    """Four users of several tiers and states; what runs commands on them."""
    now, pro = datetime.now(UTC), {"subscription_tier": "pro"}
    with database.session() as work:
        new_user(work, "ana@example.com", username="100%ana", created_at=datetime(2025, 9, 30, 23, 59, tzinfo=UTC))
        new_user(work, "bo@example.com", **pro, full_name="Bo Sample", subscription_expires_at=now + timedelta(days=3))
        new_user(work, "cy@example.com", **pro, subscription_status="past_due", subscription_expires_at=now)
        new_user(work, "di@example.com", is_active=False, subscription_expires_at=now - timedelta(days=1))
    return run


@pytest.fixture
def ana(run: Run, database: Database) -> str:
    """A user with an experiment and two slips, beside another one with a slip; her id."""
    database.label("development")
    with database.session() as work:
        snapshot = new_snapshot(work, "five")
        who = new_user(work, "ana@example.com", username="ana", full_name="Ana", user_metadata={"phone": "555"})
        new_experiment(work, who, snapshot_id=snapshot.id)
        new_slip(work, who, snapshot_id=snapshot.id)
        new_slip(work, who, name="[/b] \x1b[31m\u202e")
        new_slip(work)
        return str(who.id)
