"""When a snapshot locks, and what may be locked, unlocked and changed; guards of migration 0002 bind every client."""

from collections.abc import Callable
from datetime import datetime

from bbprops_cli.errors import InvalidInput, Locked
from bbprops_cli.rules.values.typed_time import parse_instant

SHORTEST_REASON = 8  # characters
KICKOFF, NEVER = "kickoff", "never"  # what `--lock-at` takes besides a time


def lock_time(text: str, now: datetime, kickoff: Callable[[], datetime | None]) -> datetime | None:
    """The time that `--lock-at` means: a time as typed, `kickoff` or `never`, which is None.

    `kickoff` returns the earliest game of the snapshot's props and is called only if it is needed. Raises InvalidInput
    if no prop has a game time, UsageError for text that is not a time.
    """
    word = text.strip().lower()
    if word in {NEVER, ""}:
        return None
    if word != KICKOFF:
        return parse_instant(text, now)
    if moment := kickoff():
        return moment
    raise InvalidInput(
        "None of its props says when its game begins: there is no kick-off to lock it at.", hint="Say --lock-at TIME."
    )


def require_reason(reason: str) -> str:
    """The reason of an unlock, trimmed; raises InvalidInput when it says nothing."""
    trimmed = reason.strip()
    if len(trimmed) < SHORTEST_REASON:
        raise InvalidInput(
            f"To unlock needs a reason of at least {SHORTEST_REASON} characters.", hint='Write --reason "…".'
        )
    return trimmed


def is_to_be_locked(*, is_locked: bool, is_due: bool, only_due: bool) -> bool:
    """Whether a snapshot is still to be locked: since it was chosen, others may have locked it or put it off."""
    return not is_locked and (is_due or not only_due)


def require_open(name: str, *, is_locked: bool) -> None:
    """Raise Locked for a snapshot that nobody can change."""
    if is_locked:
        raise Locked(
            f"Snapshot {name} is locked: nobody can change or delete it.",
            hint=f"Who must, unlocks it first: bbprops snapshots unlock {name} --reason …",
        )
