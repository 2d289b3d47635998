"""When two offers are the same prop: the keys of games and lines, and the hash for providers that send no id.

`docs/identity.md` has the rule with its cases. `identities` settles what only several rows together can tell.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from bbprops_cli.rules.props.prop import Prop
from bbprops_cli.rules.values.fold import fold_name, fold_player
from bbprops_cli.rules.values.moments import in_zone
from bbprops_cli.rules.values.provider_time import NEW_YORK

GAME_NUMBER = "game_number"  # the member of extra_metadata that tells the games of a doubleheader apart
_DAMAGED = re.compile(r"[+-]?\d(?:[.,]\d+)?e\+\d+", re.IGNORECASE | re.ASCII)
_DIGIT = re.compile(r"[1-9]", re.ASCII)
_NUMBERED = re.compile(
    r"\W*\b(?:game|gm)\s*#?(\d)\b\W*|\s*[(\[]\s*(?:g|dh)\s*(\d)\s*[)\]]\s*", re.IGNORECASE | re.ASCII
)


def game_key(prop: Prop, number: int | None = None) -> str:
    """The key of a prop's game: its id, else the New York date and the two teams, else season, week and team.

    The second game of a doubleheader has its number behind date and teams: `number`, else the game number of the prop.
    """
    if prop.game_id and not is_damaged_id(prop.game_id):
        return prop.game_id
    number = number_of(prop.extra_metadata) if number is None else number
    if prop.game_date:
        return dated_key(prop.game_date, *sides(prop), number)
    return _undated(prop.season, prop.week, prop.team, number)


@lru_cache(maxsize=1 << 12)
def dated_key(start: datetime, one: str | None, other: str | None, number: int = 0) -> str:
    """The key of a game without an id: its New York day, its teams in any order, and its number that day, if any."""
    teams = [without_game_number(team) for team in (one, other) if team is not None]
    named = max((found for _, found in teams if found), default=0)  # also in rows that were stored with such a team
    parts = (in_zone(start, NEW_YORK).date().isoformat(), *sorted(fold_name(team) for team, _ in teams))
    number = number or (named if named > 1 else 0)
    return "|".join((*parts, str(number)) if number else parts)


def external_id(prop: Prop) -> str:
    """A hash of game, folded player, market, period, variant and line: 32 hexadecimal digits."""
    return line_hash(player_in_game(game_key(prop), fold_name(prop.player_name)), prop)


def number_of(extra: Mapping[str, object]) -> int:
    """The number of a game of a doubleheader; 0 if there is none."""
    if (number := extra.get(GAME_NUMBER)) is None:
        return 0
    return int(str(number)) if type(number) in {int, str} and _DIGIT.fullmatch(str(number)) else 0


def player_in_game(key: str, player: str) -> str:
    """The beginning of what is hashed: the key of the game and the folded name."""
    return f"{key}\x1f{player}\x1f"


def line_hash(about: str, prop: Prop) -> str:
    """The hash of a line, whose game and player are `about`."""
    # Adding 0.0 makes 4 and 4.0, and 0 and -0.0, the same number.
    text = f"{about}{prop.market_type}\x1f{prop.period}\x1f{prop.variant}\x1f{_repr(prop.line + 0.0)}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def line_group(prop: Prop) -> str:
    """The key that a line keeps when its number or its id changes.

    Platform, game, player without suffix, market, period and variant.
    """
    parts = (prop.platform, game_key(prop), fold_player(prop.player_name), prop.market_type, prop.period, prop.variant)
    return "\x1f".join(parts)


def is_damaged_id(text: str) -> bool:
    """Whether a spreadsheet has turned an id into a number in scientific notation, such as 6.38543E+17."""
    return "+" in text and bool(_DAMAGED.fullmatch(text))


@lru_cache(maxsize=1 << 12)
def without_game_number(title: str) -> tuple[str, int | None]:
    """A team or the title of a game without `(Game 2)`, and that number; None for no number, and above 2.

    A higher number counts the games of a series or a season.
    """
    found = _NUMBERED.search(title)
    if not found:
        return title, None
    number = int(found[1] or found[2])
    rest = f"{title[: found.start()]} {title[found.end() :]}".strip()
    return rest, number if number in {1, 2} else None


def sides(prop: Prop) -> tuple[str | None, str | None]:
    """The two teams of the game, of which one or both may be unknown."""
    return sides_of(prop.team, prop.opponent, prop.extra_metadata)


def sides_of(team: str | None, opponent: str | None, extra: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Team and opponent; if one of them is unknown, home and away team as extra_metadata has them."""
    if team and opponent:
        return team, opponent
    return _text(extra.get("home_team")) or team, _text(extra.get("away_team")) or opponent


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


_repr = lru_cache(maxsize=1 << 12)(repr)


@lru_cache(maxsize=1 << 12)
def _undated(season: str | None, week: int | None, team: str | None, number: int) -> str:
    """Season and week, and the team, by which players of one name are told apart where the game is not known."""
    known = [season or ""]
    if week is not None or team or number:
        known.append("" if week is None else str(week))
    if team or number:
        known.append(fold_name(team or ""))
    return "|".join([*known, str(number)] if number else known)
