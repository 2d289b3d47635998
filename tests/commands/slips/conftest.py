"""Slips to work on, and how to look at one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_leg, new_slip, new_snapshot, new_user

DOCUMENT: dict[str, Any] = {
    "legs": [
        {
            "playerName": "Ada Example",
            "stat_type": "Pass Yards",
            "line_score": 249.5,
            "wager_type": "More",
            "prob": 0.6,
        },
        {"player": "Bo Sample", "market": "rushing_yards", "line": 55.5, "side": "under", "confidence": 60},
    ],
    "platform": "PrizePicks",
    "league": "NFL",
}
Save = Callable[..., str]


def shown(run: Run, slip: str) -> dict[str, Any]:
    """What `slips show` says of a slip."""
    found: dict[str, Any] = json.loads(run("slips", "show", slip, "-o", "json").stdout)
    return found


@pytest.fixture
def save(run: Run, database: Database) -> Save:
    """A function that saves one slip of Ana's and returns its id."""
    with database.session() as work:
        new_user(work, "ana@example.com", username="ana")
        new_snapshot(work, "nfl-week-5")

    def saved(*args: str, **said: Any) -> str:
        document = json.dumps({**DOCUMENT, **said})
        result = run("slips", "create", "--user", "ana", *args, "-o", "name", stdin=document)
        assert result.exit_code == 0, result.stderr
        return result.stdout.strip()

    return saved


@pytest.fixture
def shelf(run: Run, database: Database) -> Run:
    """Three slips of two users; what runs commands on them."""
    with database.session() as work:
        ana, ben = new_user(work, "ana@example.com"), new_user(work, "ben@example.com")
        five, six = new_snapshot(work, "five", week=5), new_snapshot(work, "six", week=6, league="NBA")
        common = {"created_at": datetime(2025, 10, 1, tzinfo=UTC), "platform": "prizepicks"}
        placed = {**common, "platform": "underdog", "is_placed": True}
        new_slip(work, ana, **placed, name="a", ev=1.2, stake=5, snapshot_id=five.id)
        new_slip(work, ana, **common, name="b", ev=0.9, stake=2.5, snapshot_id=six.id)
        new_slip(work, ben, **common, name="c", ev=1.1, stake=0.25, legs=[new_leg()])
    return run
