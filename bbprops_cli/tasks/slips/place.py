"""Place and unplace a slip, each in one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli import clock
from bbprops_cli.catalog import SLIPS

if TYPE_CHECKING:
    from sqlmodel import Session

    from bbprops_cli.models import SavedSlip
    from bbprops_cli.rules.slips.placement import Placement


class ChangedSlip(NamedTuple):
    """A slip as stored, and whether that is a change."""

    slip: "SavedSlip"
    changed: bool

    @property
    def end(self) -> str:
        """The end of the id, which is enough as a reference."""
        return self.slip.id.hex[-6:]


def place_slip(reference: str, wanted: "Callable[[datetime], Placement]", *, dry_run: bool) -> ChangedSlip:
    """Mark a slip as placed; raises NotFound, Ambiguous, or what `placement.placed` raises.

    `wanted` is called with the time of the database.
    """
    from bbprops_cli.queries.slips import changes

    def place(work: "Session", identifier: str) -> "SavedSlip":
        return changes.place(work, identifier, wanted(now := clock.now()), now)

    return _change(reference, place, dry_run=dry_run)


def unplace_slip(reference: str, *, dry_run: bool) -> ChangedSlip:
    """Mark a slip as not placed; raises NotFound or Ambiguous."""
    from bbprops_cli.queries.slips import changes

    return _change(reference, changes.unplace, dry_run=dry_run)


def _change(reference: str, change: "Callable[[Session, str], SavedSlip]", *, dry_run: bool) -> ChangedSlip:
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.queries import references

    with session(dry_run=dry_run) as work:
        slip = change(work, references.resolve(driver_db(work), SLIPS, reference))
        changed = work.is_modified(slip)
        work.flush()
        work.expunge(slip)
        work.touch(())  # the changed row names its cache tags
    return ChangedSlip(slip, changed)
