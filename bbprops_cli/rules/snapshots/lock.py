"""Who may lock and unlock, as far as Python decides; migration 0002 holds every client to the rest."""

from bbprops_cli.errors import InvalidInput, Locked

SHORTEST_REASON = 8


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
