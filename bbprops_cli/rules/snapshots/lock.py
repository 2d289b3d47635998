"""When a snapshot locks, and what may be locked, unlocked and changed; the guards in the database bind every client."""

from collections.abc import Callable
from datetime import datetime

from bbprops_cli.errors import InvalidInput, Locked
from bbprops_cli.rules.values.typed_time import parse_instant

REASON_CHARACTERS = 8  # at least; the guards require them too
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
        return parse_instant(text, now, option="--lock-at")
    if moment := kickoff():
        return moment
    raise InvalidInput("cannot lock at kickoff: no prop of the snapshot has a game time.", hint="Pass --lock-at TIME.")


def require_reason(reason: str) -> str:
    """The reason for an unlock, trimmed; raises InvalidInput if it is too short or has no letter."""
    trimmed = reason.strip()
    if len(trimmed) < REASON_CHARACTERS or not any(character.isalpha() for character in trimmed):
        raise InvalidInput(
            f"cannot unlock: the reason must have at least {REASON_CHARACTERS} characters, with letters.",
            hint='Pass a reason such as --reason "imported the wrong file".',
        )
    return trimmed


def is_to_be_locked(*, is_locked: bool, is_due: bool, only_due: bool) -> bool:
    """Whether to lock a snapshot that was chosen earlier; since then it may have been locked or put off by others."""
    return not is_locked and (is_due or not only_due)


def require_open(name: str, *, is_locked: bool) -> None:
    """Raise Locked for a locked snapshot, which cannot be changed or deleted."""
    if is_locked:
        raise Locked(
            f"snapshot {name} is locked and cannot be changed or deleted.",
            hint=f"Unlock it first: bbprops snapshots unlock {name} --reason …",
        )
