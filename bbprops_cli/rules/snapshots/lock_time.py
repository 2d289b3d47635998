"""When a snapshot is due to be locked, as people say it."""

from collections.abc import Callable
from datetime import datetime

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.instant import parse_instant

KICKOFF, NEVER = "kickoff", "never"


def lock_time(text: str, now: datetime, kickoff: Callable[[], datetime | None]) -> datetime | None:
    """The moment meant by a time, `kickoff` (the earliest game of its props, as of now) or `never`, which is None.

    Raises InvalidInput when no prop has a game, UsageError for what is no time.
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
