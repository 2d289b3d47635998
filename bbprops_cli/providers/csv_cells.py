"""Readers of single cells of an analyst's CSV; each raises ValueError, with the reason, for a cell it cannot read."""

import json
import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from bbprops_cli.providers.meaning import YES_NO_LINE
from bbprops_cli.providers.pipeline import NO_LINE
from bbprops_cli.rules.props.odds_format import BLANK, number
from bbprops_cli.rules.props.periods import is_round
from bbprops_cli.rules.props.season import parse_season
from bbprops_cli.rules.values import provider_time, words
from bbprops_cli.rules.values.words import SIDES, Side

_SIDE = re.compile(rf"({'|'.join(SIDES)})\b|[ou](?=[\s\d.+−½-])", re.IGNORECASE)  # noqa: RUF001 - a minus as typed
_LABEL_SIDE = re.compile(r"(.*?)[\s(/_-]+(over|under)\)?", re.IGNORECASE)
# `25.5 pts`, but not `5k`, nor `25 or more`, which is another line.
_UNIT = re.compile(r"(.*[\d½¼¾])(?:\s+[a-z][a-z+]*|[a-z]{2,})\.?", re.IGNORECASE)
_AS_TEXT = re.compile(r"""'([-+]?\d.*)|="(.*)\"""")  # how spreadsheets keep a number as text
_WHOLE = re.compile(r"(\d+)\.0", re.ASCII)
_POSITION = re.compile(r"\s*\([A-Z]{1,2}\)$")
_WEEK = re.compile(r"(?:week|wk|w)?\s*(\d{1,3})(?:\.0)?", re.IGNORECASE | re.ASCII)
_BEFORE_OPPONENT = re.compile(r"(?:@|vs?\.)\s*|(?:vs?|at)\s+", re.IGNORECASE)
_AT = re.compile(r"\s+(?:@|at)\s+", re.IGNORECASE)
_VERSUS = re.compile(r"\s+vs?\.?\s+", re.IGNORECASE)
_VARIANTS = {**dict.fromkeys(("normal", "regular", "base", "balanced"), "standard"), "green": "goblin", "red": "demon"}


@lru_cache(maxsize=1 << 14)
def tidy(text: str) -> str:
    """The text with single spaces, trimmed; empty for words that spreadsheets put into blank cells, such as N/A."""
    text = " ".join(text.split())
    if text[:1] in {"'", "="} and (found := _AS_TEXT.fullmatch(text)):
        text = found[1] or found[2] or ""
    return "" if text.lower() in BLANK else text


@lru_cache(maxsize=1 << 14)
def known(text: str) -> str | None:
    """`tidy`, but None for a blank cell."""
    return tidy(text) or None


@lru_cache(maxsize=1 << 14)
def id_of(text: str) -> str | None:
    """An id as text: 178867 for 178867.0, which pandas writes if other cells of the column are blank."""
    found = _WHOLE.fullmatch(text.strip())
    return found[1] if found else known(text)


@lru_cache(maxsize=1 << 14)
def name_of(text: str) -> str:
    """The name of a player, without a position such as (P) behind it."""
    return _POSITION.sub("", tidy(text))


@lru_cache(maxsize=1 << 12)
def opponent_of(text: str) -> str | None:
    """The opponent without a sign before it: BOS for BOS, @BOS and vs. BOS; None for a blank cell and for a round."""
    found = _BEFORE_OPPONENT.match(tidy(text))
    return team_of(tidy(text)[found.end() :] if found else text)


@lru_cache(maxsize=1 << 12)
def team_of(text: str) -> str | None:
    """The team; None for a blank cell, and for a round or a map in its place, such as RD1 and MAP 1-2."""
    team = known(text)
    return None if team is None or is_round(team) else team


_MILESTONE = re.compile(r"([1-9]\d{0,3})\s?\+", re.ASCII)


@lru_cache(maxsize=1 << 12)
def side_and_number(text: str) -> tuple[Side | None, float]:
    """The side, None if the cell names none, and the line, NO_LINE if it has none: `o4.5`, `Under 20.5`, `4.5`.

    `Yes` and `no` stand for a line of 0.5 in any market, `25+` for over 24.5.
    """
    text = text.strip()
    if text.lower() in BLANK:
        return None, NO_LINE
    if milestone := _MILESTONE.fullmatch(text):
        return "over", int(milestone[1]) - 0.5
    found = _SIDE.match(text)
    rest = text[found.end() :].strip() if found else text
    side = SIDES[found[0].lower()] if found else None
    if rest:
        with_unit = _UNIT.fullmatch(rest)
        return side, number(with_unit[1] if with_unit else rest)
    return side, YES_NO_LINE if text.lower() in {"yes", "no"} else NO_LINE


@lru_cache(maxsize=1 << 12)
def side_if_any(text: str) -> tuple[Side | None, float]:
    """`side_and_number`, but no side for a text that cannot be read."""
    try:
        return side_and_number(text)
    except ValueError:
        return None, NO_LINE


@lru_cache(maxsize=1 << 12)
def side_of(text: str) -> Side:
    """The side that a cell begins with."""
    found = _SIDE.match(text.strip())
    if not found:
        raise ValueError(f"{text[:40]!r} is neither over nor under")
    return SIDES[found[0].lower()]


@lru_cache(maxsize=1 << 12)
def market_and_side(text: str) -> tuple[str, Side | None]:
    """The market and the side that a label ends with: Tackles and over for `Tackles Over`; None without a side."""
    found = _LABEL_SIDE.fullmatch(text.strip())
    is_key = text.startswith("player_")  # player_tackles_over, with which The Odds API means an alternate line
    return (found[1], SIDES[found[2].lower()]) if found and not is_key else (text, None)


@lru_cache(maxsize=256)
def week_of(text: str) -> int | None:
    """The number of a week: 5 for 5, 5.0 and Week 5; None for a blank cell."""
    if not tidy(text):
        return None
    if not (found := _WEEK.fullmatch(text.strip())):
        raise ValueError(f"{text[:40]!r} is not a week")
    return int(found[1])


@lru_cache(maxsize=256)
def season_of(text: str) -> str | None:
    """The year in which a season starts; None for a blank cell."""
    return parse_season(text) if tidy(text) else None


@lru_cache(maxsize=1 << 12)
def date_of(text: str, *, day_first: bool = False, zone: tzinfo = UTC) -> datetime | None:
    """A date or time in UTC, None for a blank cell; `day_first`: 2/11/2025 is in November, `zone` if it names none."""
    return provider_time.parse(text, day_first=day_first, zone=zone)[0] if tidy(text) else None


@lru_cache(maxsize=1 << 12)
def moment_of(text: str) -> datetime | None:
    """A time in UTC; None for a blank cell, and for one that cannot be read, since only the order of rows needs it."""
    try:
        return date_of(text)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def truth(text: str) -> bool:
    """The boolean of a cell, True for a blank one."""
    return words.truth(text) if tidy(text) else True


@lru_cache(maxsize=1 << 8)
def variant_of(text: str) -> str:
    """The variant in PrizePicks' words; other files say GOBLIN, Normal or its colour, and Underdog says balanced."""
    variant = tidy(text).lower()
    return _VARIANTS.get(variant, variant)


def is_yes(text: str) -> bool:
    """Whether a cell says yes; False for a blank cell and for any other text."""
    return words.TRUTH.get(tidy(text).lower(), False)


def metadata(text: str) -> dict[str, Any]:
    """The JSON object in a cell of an export."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")  # noqa: TRY004 - a fault of the cell, not of the program
    return value


@lru_cache(maxsize=1 << 12)
def teams_of(game: str) -> tuple[str, str] | None:
    """Home and away team of `Away @ Home`, `Away at Home` or `Home vs Away`; None for any other title."""
    at, versus = _AT.split(game.strip()), _VERSUS.split(game.strip())
    if len(at) == 2:
        return tidy(at[1]), tidy(at[0])
    return (tidy(versus[0]), tidy(versus[1])) if len(versus) == 2 else None
