"""When a slip may be placed."""

from datetime import datetime
from typing import NamedTuple

from bbprops_cli.errors import Conflict, InvalidInput, UsageError


class Placement(NamedTuple):
    """How much of a slip is placed where, and when."""

    stake: float | None
    platform: str | None
    at: datetime | None


def placed(held: Placement, wanted: Placement, *, is_placed: bool, now: datetime) -> Placement:
    """The placement of a slip that has none: what is wanted, else what was said of it; at once unless a time is said.

    Raises Conflict when it is placed already, UsageError when nobody says how much or where, InvalidInput for the
    future. Placing it again in the same way is no conflict.
    """
    if is_placed:
        if any(new not in (None, old) for old, new in zip(held, wanted, strict=True)):
            raise Conflict(
                f"It is placed already, at {held.at:%Y-%m-%d %H:%M} UTC.", hint="bbprops slips unplace takes it back."
            )
        return held
    stake = held.stake if wanted.stake is None else wanted.stake
    platform = wanted.platform or held.platform
    if stake is None or platform is None:
        missing = "how much" if stake is None else "where"
        raise UsageError(f"Nobody says {missing}.", hint="Add --stake 10." if stake is None else "Add --platform NAME.")
    if wanted.at and wanted.at > now:
        raise InvalidInput("It cannot have been placed in the future.", hint="Leave --at out for now.")
    return Placement(stake, platform, wanted.at or now)
