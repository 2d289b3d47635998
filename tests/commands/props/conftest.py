"""A board, its history and a snapshot, for the commands that change props."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.databases import Database
from tests.factories import new_prop, new_snapshot

LONG_AGO = datetime(2025, 9, 1, tzinfo=UTC)
BOARD = "snapshot_id IS NULL AND is_active"
HISTORY = "snapshot_id IS NULL AND NOT is_active"
CHANGED = "updated_at > '2025-10-01'"


@pytest.fixture
def board(database: Database) -> Database:
    """Yesterday's and tomorrow's game, a prop without a date, history, and a snapshot."""
    now = datetime.now(UTC)
    old = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    with database.session() as work:
        new_prop(work, "Ada Example", platform="fanduel", game_date=now - timedelta(days=1), team="BUF", **old)
        new_prop(work, "Bo Sample", platform="prizepicks", game_date=now + timedelta(days=1), **old)
        new_prop(work, "Cy Test", league="NBA", week=None, **old)
        new_prop(work, "Gone Player", is_active=False, game_date=now - timedelta(days=1), **old)
        kept = new_snapshot(work, "kept")
        for player in ("Ada Example", "Kept Player"):
            new_prop(work, player, snapshot_id=kept.id, game_date=now - timedelta(days=1), **old)
    return database


def names(database: Database, condition: str) -> list[str]:
    """The players of the props that an SQL condition chooses."""
    return [name for (name,) in database.rows(f"SELECT player_name FROM prop_markets WHERE {condition} ORDER BY 1")]


def identifier(database: Database, condition: str) -> str:
    """The id of the first prop that an SQL condition chooses."""
    return str(database.rows(f"SELECT id FROM prop_markets WHERE {condition}")[0][0])


def make_production(database: Database) -> None:
    """Make it a production database."""
    database.rows("DELETE FROM bbprops_meta WHERE key = 'environment'")
    database.label("production")


@pytest.fixture
def development(database: Database) -> None:
    """Make it a development database."""
    database.label("development")
