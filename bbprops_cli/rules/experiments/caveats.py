"""What makes a result one to be careful with: data that could have been changed, or came too late."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple


class Held(NamedTuple):
    """What is to be known of the snapshot of a run, as it is now."""

    name: str
    digest: str | None  # None where it is not locked
    created_at: datetime
    kickoff: datetime | None


def flags(recorded: str | None, snapshot: Held | None) -> Iterator[str]:
    """Why; `recorded` is the digest when the run was recorded. Nothing for a run that anybody can repeat."""
    if snapshot is None:
        yield "snapshot gone" if recorded else "no snapshot"
        return
    if recorded is None:
        yield "snapshot was not locked"
    elif snapshot.digest is None:
        yield "snapshot unlocked since"
    elif snapshot.digest != recorded:
        yield "snapshot changed since"
    if snapshot.kickoff and snapshot.created_at > snapshot.kickoff:
        yield "snapshot from after kick-off"
