"""Names in the cache: what is kept under which key, and what a change makes untrue.

A scope names one answer, such as the board of one week; its key is `{prefix}:{scope}`. An answer counts on a topic,
such as the props of a league. Each topic has a generation, a random token that every change ends: an answer made
under another token is not served any more.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

ANY = "-"
EVERYTHING = "everything"  # the topic on which every answer counts
GENERATION = "generation"
LOCK = "lock"
ALL_SNAPSHOTS = "snapshots"


class Board(NamedTuple):
    """What an answer about the board is narrowed down to; what is empty, or None, it is not."""

    league: str = ""
    season: str = ""
    week: int | None = None

    @property
    def scope(self) -> str:
        """`props:{league}:{season}:{week}`, with `-` for what is not narrowed down."""
        week = ANY if self.week is None else str(self.week)
        return f"props:{_part(self.league)}:{_part(self.season)}:{week}"


def _part(text: str) -> str:
    quoted = quote(text or ANY, safe="")  # a colon or a brace would make another key of it
    return "%2D" if text == ANY else quoted


def board_of(scope: str) -> Board | None:
    """What a scope of the board is narrowed down to; None for any other scope."""
    match scope.split(":"):
        case ["props", league, season, week] if week == ANY or (week.isascii() and week.isdigit()):
            league, season = ("" if part == ANY else unquote(part) for part in (league, season))
            return Board(league, season, None if week == ANY else int(week))
    return None


def topic(scope: str) -> str:
    """What an answer counts on: of the board, the props of its league; of all else, the first word of its scope."""
    return ":".join(scope.split(":")[: 2 if scope.startswith("props:") else 1])


def leagues_topics(leagues: Iterable[str]) -> set[str]:
    """The topics that a change to the boards of these leagues is about: theirs, and that of all leagues together."""
    return {topic(Board(league).scope) for league in leagues} | {topic(Board().scope)}


def key(prefix: str, scope: str, variant: str = "") -> str:
    """Where an answer is kept; a variant of it, such as one page, has a key of its own."""
    return f"{prefix}:{scope}:{quote(variant, safe='=,')}" if variant else f"{prefix}:{scope}"


def generation_key(prefix: str, topic: str) -> str:
    """Where the generation of a topic is kept."""
    return f"{prefix}:{GENERATION}:{topic}"


def lock_key(prefix: str, scope: str, variant: str = "") -> str:
    """What a process holds while it computes an answer."""
    return f"{prefix}:{key(LOCK, scope, variant)}"


def role(prefix: str, name: str) -> str:
    """What a key is for: `generation`, `lock`, `answer`, or nothing of ours."""
    scope = name.removeprefix(f"{prefix}:")
    if scope == name:
        return ""
    word = scope.split(":")[0]
    return word if word in {GENERATION, LOCK} else "answer"
