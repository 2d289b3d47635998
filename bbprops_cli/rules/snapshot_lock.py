"""Who may lock and unlock, as far as Python decides; migration 0002 holds every client to the rest."""

from bbprops_cli.errors import InvalidInput

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
