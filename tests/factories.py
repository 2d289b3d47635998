"""Rows with sensible values; keywords say otherwise. They flush and leave the commit to the caller."""

from itertools import count
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from bbprops_cli.models import Experiment, PropMarket, SavedSlip, Snapshot, User

Row = TypeVar("Row", bound=SQLModel)

_numbers = count(1)


def new_user(session: Session, email: str | None = None, **values: Any) -> User:
    """A user whom Clerk knows."""
    number = next(_numbers)
    defaults = {"email": email or f"user{number}@example.com", "clerk_user_id": f"clerk_{number}"}
    return _stored(session, User(**{**defaults, **values}))


def new_snapshot(session: Session, snapshot_id: str | None = None, **values: Any) -> Snapshot:
    """An unlocked snapshot of NFL week 5, 2025."""
    defaults = {
        "snapshot_id": snapshot_id or f"nfl-week-5-2025-{next(_numbers)}",
        "league": "NFL",
        "season": "2025",
        "week": 5,
    }
    return _stored(session, Snapshot(**{**defaults, **values}))


def new_prop(session: Session, player_name: str = "Ada Example", **values: Any) -> PropMarket:
    """A prop on the live board; `snapshot_id` puts it into a snapshot."""
    defaults = {
        "player_name": player_name,
        "league": "NFL",
        "season": "2025",
        "week": 5,
        "market_type": "passing_yards",
        "line": 249.5,
        "odds": 1.91,
        "under_odds": 1.91,
        "platform": "prizepicks",
        "external_id": f"prop-{next(_numbers)}",
    }
    return _stored(session, PropMarket(**{**defaults, **values}))


def new_experiment(session: Session, user: User | None = None, **values: Any) -> Experiment:
    """A completed run; of a new user unless one is given."""
    user_id = values.pop("user_id", None) or (user or new_user(session)).id
    defaults = {"league": "NFL", "week": 5, "risk_mode": "balanced", "metrics": {"roi": 0.1}}
    return _stored(session, Experiment(user_id=user_id, **{**defaults, **values}))


def new_leg(**values: Any) -> dict[str, Any]:
    """One bet of a slip, as it is stored."""
    return {
        "player": "Ada Example",
        "league": "NFL",
        "market": "passing_yards",
        "period": "full",
        "variant": "standard",
        "line": 249.5,
        "side": "over",
        "platform": "prizepicks",
        **values,
    }


def new_slip(session: Session, user: User | None = None, **values: Any) -> SavedSlip:
    """A slip of two legs; of a new user unless one is given."""
    user_id = values.pop("user_id", None) or (user or new_user(session)).id
    defaults = {"legs": [new_leg(), new_leg(player="Bo Sample", market="rushing_yards", line=55.5)], "ev": 1.1}
    return _stored(session, SavedSlip(user_id=user_id, **{**defaults, **values}))


def _stored(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
