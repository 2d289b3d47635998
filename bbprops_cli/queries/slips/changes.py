"""Slips are saved, placed and unplaced."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bbprops_cli import clock

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import SavedSlip
    from bbprops_cli.rules.slips.placement import Placement


def save(session: "Session", values: Mapping[str, Any]) -> "SavedSlip":
    """Add a new slip, which the caller flushes; one with a time of placement is placed.

    Raises InvalidInput for values that are not valid, and UsageError for a placed slip without a stake or a platform.
    """
    from bbprops_cli.models import SavedSlip, SavedSlipCreate, checked
    from bbprops_cli.rules.slips.placement import Placement, placed

    shape = checked(SavedSlipCreate, **values)
    legs = [leg.model_dump(mode="json", exclude_none=True) for leg in shape.legs]
    slip = SavedSlip(**{**shape.model_dump(), "legs": legs})
    if shape.placed_at:
        wanted = Placement(slip.stake, slip.platform, shape.placed_at)
        slip.placed_at = placed(wanted, wanted, is_placed=False, now=clock.now()).at
        slip.is_placed = True
    session.add(slip)
    return slip


def place(session: "Session", identifier: str, wanted: "Placement", now: datetime) -> "SavedSlip":
    """Mark a slip as placed; raises Conflict, UsageError or InvalidInput as `placement.placed` does."""
    from bbprops_cli.rules.slips.placement import Placement, placed

    slip = _locked(session, identifier)
    current = Placement(slip.stake, slip.platform, slip.placed_at)
    slip.stake, slip.platform, slip.placed_at = placed(current, wanted, is_placed=slip.is_placed, now=now)
    slip.is_placed = True
    return slip


def unplace(session: "Session", identifier: str) -> "SavedSlip":
    """Mark a slip as not placed; its stake and platform stay, as what the user intends."""
    slip = _locked(session, identifier)
    slip.is_placed, slip.placed_at = False, None
    return slip


def _locked(session: "Session", identifier: str) -> "SavedSlip":
    """The slip, with its row locked until the transaction ends."""
    from bbprops_cli.models import SavedSlip

    return session.get_one(SavedSlip, UUID(identifier), with_for_update=True)
