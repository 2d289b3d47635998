"""When a slip may be placed, and with what stake, platform and time."""

from datetime import datetime
from typing import NamedTuple

from bbprops_cli.errors import Conflict, InvalidInput, UsageError


class Placement(NamedTuple):
    """The stake, the platform and the time of a placed slip."""

    stake: float | None
    platform: str | None
    at: datetime | None


def placed(current: Placement, wanted: Placement, *, is_placed: bool, now: datetime) -> Placement:
    """The new placement of a slip: the wanted values, else those that the slip has; now, unless a time is wanted.

    Raises Conflict if the slip is already placed otherwise, UsageError without a stake or a platform, InvalidInput for
    a time in the future. Placing a slip again in the same way is idempotent.
    """
    if is_placed:
        if any(new not in (None, old) for old, new in zip(current, wanted, strict=True)):
            at = current.at and current.at.replace(tzinfo=None).isoformat(" ", "minutes")
            raise Conflict(
                f"the slip is already placed, at {at} UTC.",
                hint="Take the placement back with: bbprops slips unplace",
            )
        return current
    stake = current.stake if wanted.stake is None else wanted.stake
    platform = wanted.platform or current.platform
    if stake is None or platform is None:
        missing, hint = ("stake", "Pass --stake 10.") if stake is None else ("platform", "Pass --platform NAME.")
        raise UsageError(f"cannot place the slip: it has no {missing}.", hint=hint)
    if wanted.at and wanted.at > now:
        raise InvalidInput("a slip cannot be placed in the future.", hint="Omit the time to place it now.")
    return Placement(stake, platform, wanted.at or now)
