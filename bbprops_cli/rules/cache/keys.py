"""Keys in the cache: where an answer is stored, and which cache tags a change invalidates.

A scope names one answer, such as the board of one week; its key is `{prefix}:{scope}`. An answer depends on one cache
tag, such as the props of a league. Each tag has a version, a random token that every change replaces: an answer
that was computed under another version is not served. The keys of versions contain the word `generation`.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

ANY = "-"
EVERYTHING = "everything"  # the cache tag of every answer
TAG_VERSION = "generation"  # the word in the key, by which other versions of bbprops find it
LOCK = "lock"
ALL_SNAPSHOTS = "snapshots"


class Board(NamedTuple):
    """The filters of an answer about the board; an empty one, or None, does not filter."""

    league: str = ""
    season: str = ""
    week: int | None = None

    @property
    def scope(self) -> str:
        """`props:{league}:{season}:{week}`, with `-` for each part that does not filter."""
        week = ANY if self.week is None else str(self.week)
        return f"props:{_part(self.league)}:{_part(self.season)}:{week}"


def _part(text: str) -> str:
    quoted = quote(text or ANY, safe="")  # a colon or a brace would change the key
    return "%2D" if text == ANY else quoted


def board_of(scope: str) -> Board | None:
    """The filters in the scope of a board; None for any other scope."""
    match scope.split(":"):
        case ["props", league, season, week] if week == ANY or (week.isascii() and week.isdigit()):
            league, season = ("" if part == ANY else unquote(part) for part in (league, season))
            return Board(league, season, None if week == ANY else int(week))
    return None


def tag_of(scope: str) -> str:
    """The cache tag of an answer: of a board the props of its league, of others the first word of the scope."""
    return ":".join(scope.split(":")[: 2 if scope.startswith("props:") else 1])


def league_tags(leagues: Iterable[str]) -> set[str]:
    """The cache tags that a change to boards of these leagues invalidates: one per league and the one of all."""
    return {tag_of(Board(league).scope) for league in leagues} | {tag_of(Board().scope)}


def key(prefix: str, scope: str, variant: str = "") -> str:
    """The key of an answer; a variant of it, such as one page, has its own key."""
    return f"{prefix}:{scope}:{quote(variant, safe='=,')}" if variant else f"{prefix}:{scope}"


def tag_version_key(prefix: str, tag: str) -> str:
    """The key of the version of a cache tag."""
    return f"{prefix}:{TAG_VERSION}:{tag}"


def lock_key(prefix: str, scope: str, variant: str = "") -> str:
    """The key of the lock that a process holds while it computes an answer."""
    return f"{prefix}:{key(LOCK, scope, variant)}"


def role(prefix: str, name: str) -> str:
    """What a key is for: `generation` (the version of a tag), `lock` or `answer`; empty for other programs."""
    scope = name.removeprefix(f"{prefix}:")
    if scope == name:
        return ""
    word = scope.split(":")[0]
    return word if word in {TAG_VERSION, LOCK} else "answer"
