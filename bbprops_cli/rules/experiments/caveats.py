"""Caveats of an experiment: its data could have been changed, or came too late."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple


class RunSnapshot(NamedTuple):
    """The snapshot of a run as it is now."""

    name: str
    digest: str | None  # None if it is not locked
    created_at: datetime
    kickoff: datetime | None


def caveats(recorded: str | None, snapshot: RunSnapshot | None) -> Iterator[str]:
    """The caveats of a run; none for a run that can be repeated on the same data.

    `recorded` is the digest of the snapshot when the run was recorded, None if it was not locked.
    """
    if snapshot is None:
        yield "snapshot deleted" if recorded else "no snapshot"
        return
    if recorded is None:
        yield "snapshot was not locked"
    elif snapshot.digest is None:
        yield "snapshot unlocked since"
    elif snapshot.digest != recorded:
        yield "snapshot changed since"
    if snapshot.kickoff and snapshot.created_at > snapshot.kickoff:
        yield "snapshot created after kick-off"
