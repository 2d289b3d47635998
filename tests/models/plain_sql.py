"""Rows put in by plain SQL, past every check of Python: only the database itself can refuse them."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from bbprops_cli.models.base import uuid7
from tests.factories import new_user

REQUIRED: dict[str, dict[str, Any]] = {
    "users": {"clerk_user_id": "clerk_1", "email": "ana@example.com", "username": "ana"},
    "snapshots": {"snapshot_id": "nfl-week-5-2025", "league": "NFL"},
    "experiments": {"league": "NFL", "risk_mode": "balanced"},
    "saved_slips": {"legs": '[{"player": "Ada Example"}]', "ev": 1.1},
    "prop_markets": {
        "league": "NFL",
        "player_name": "Ada Example",
        "market_type": "passing_yards",
        "line": 249.5,
        "platform": "prizepicks",
        "external_id": "prop-1",
    },
    "snapshot_lock_events": {
        "snapshot_uuid": "00000000000070008000000000000001",
        "snapshot_slug": "x",
        "action": "lock",
    },
}


def insert(session: Session, table: str, **values: Any) -> None:
    """Insert one row of these values; what the table cannot do without is added."""
    row = {**REQUIRED[table], **values}
    if table != "snapshot_lock_events":
        row.setdefault("id", uuid7().hex)
    else:
        without_guards(session, table)  # which let nobody but themselves write the log
    if table in {"experiments", "saved_slips"}:
        row.setdefault("user_id", new_user(session).id.hex)
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)


def without_guards(session: Session, table: str = "snapshots") -> None:
    """Let anybody write a guarded table, as long as this transaction lasts."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    for name in session.scalars(triggers, {"table": table}).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def stored(session: Session, table: str, column: str) -> Any:
    """The value of a column in the only row of a table."""
    return session.execute(text(f"SELECT {column} FROM {table}")).scalar_one()
