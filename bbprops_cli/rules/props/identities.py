"""What several rows of an import tell together: which of two games that day a row is on, and which of two namesakes.

`docs/identity.md` has the rule with its cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bbprops_cli.rules.props.identity import (
    GAME_NUMBER,
    dated_key,
    game_key,
    line_hash,
    number_of,
    player_in_game,
    sides,
)
from bbprops_cli.rules.props.markets import sport_of
from bbprops_cli.rules.props.prop import Prop
from bbprops_cli.rules.values.fold import fold_name, fold_player
from bbprops_cli.rules.values.provider_time import is_day

ONE_GAME = timedelta(minutes=90)  # two starts that are at most this far apart belong to one game
ROWS_REMEMBERED = 1 << 16
PLAYERS_REMEMBERED = 1 << 17  # bounds the memory, to about 40 MB; two spellings after that are not noticed
# Sports in which a team plays at most once a day: another start means that the game was moved.
_ONCE_A_DAY = {"football", "basketball", "college basketball", "hockey", "soccer", "aussie rules", "rugby league"}
_FIRST = 0  # the game of a day and its teams that was met first; its key has no number


_Spelling = tuple[str, str, str | None]  # how a player is hashed, with team and opponent as first sent
_Row = tuple[object, ...]  # what decides on the game of a row, and then on its player


class KnownGame(NamedTuple):
    """A game of props that are already stored, where the import goes."""

    platform: str
    day_and_teams: str
    number: int  # 0 for the first
    start: datetime


@dataclass
class _Game:
    start: datetime | None
    number: int | None  # as a file gives it


class Identities:
    """Remembers the games and players of one import, and the games that are stored where it goes."""

    def __init__(self, known: Iterable[KnownGame] = ()) -> None:
        self._games: dict[tuple[str, str], dict[int, _Game]] = {}  # by platform, then day and teams; then by label
        self._players: dict[tuple[str, str, str], list[_Spelling]] = {}  # by platform, game and player without suffix
        # What was found for rows like this one, since most rows of a file are on few games and players.
        self._found: dict[_Row, tuple[int, str]] = {}
        self._keys: dict[_Row, tuple[int, str]] = {}
        for game in known:
            games = self._games.setdefault((game.platform, game.day_and_teams), {})
            games.setdefault(game.number, _Game(_start(game.start), game.number or None))

    def number_game(self, prop: Prop) -> None:
        """Set `game_number` in extra_metadata if the game is not the first of its teams that day; else remove it."""
        self._find(prop)

    def external_id(self, prop: Prop) -> str:
        """`number_game`, and the hash of a prop whose provider sends no id.

        Of two spellings in one team and game, the first is hashed. The second of two players with one name in one game
        has the team in the hash.
        """
        return line_hash(self._find(prop), prop)

    def _find(self, prop: Prop) -> str:
        """The part of the hash that is about game and player."""
        extra, (one, other) = prop.extra_metadata, sides(prop)
        if number := number_of(extra):
            del extra[GAME_NUMBER]
        game = prop.game_id or prop.game_date or (prop.season, prop.week)
        row = (prop.platform, game, one, other, prop.team, number, prop.player_name)
        if (found := self._found.get(row)) is None:
            label, key = self._keys.get(row[:-1]) or self._game(prop, row[:-1], number)
            found = label, player_in_game(key, self._name(prop, key))
            _remember(self._found, row, found)
        label, about = found
        if label:
            extra[GAME_NUMBER] = label
        return about

    def _game(self, prop: Prop, row: _Row, number: int) -> tuple[int, str]:
        """Label and key of the game."""
        label = self._label(prop, number)
        found = label, game_key(prop, label)
        _remember(self._keys, row, found)
        return found

    def _label(self, prop: Prop, number: int) -> int:
        one, other = sides(prop)
        if prop.game_id or prop.game_date is None or not (one or other):
            return number if number > 1 else _FIRST
        games = self._games.setdefault((prop.platform, dated_key(prop.game_date, one, other)), {})
        return _label(games, _start(prop.game_date), number or None)

    def _name(self, prop: Prop, key: str) -> str:
        """The folded name of a player in the hash."""
        name = fold_name(prop.player_name)
        if not prop.team:
            return name
        row = (prop.platform, key, fold_player(prop.player_name))
        if (spellings := self._players.get(row)) is None:
            if len(self._players) < PLAYERS_REMEMBERED:
                self._players[row] = [(name, prop.team, prop.opponent)]
            return name
        team = fold_name(prop.team)
        for spelling, first_team, opponent in spellings:
            # Codes of a team differ, so that only the code of the opponent tells that two players share a name.
            if team == fold_name(first_team) or (opponent and team != fold_name(opponent)):
                return spelling
        if any(spelling == name for spelling, *_ in spellings):
            name = f"{name}|{team}"
        spellings.append((name, prop.team, prop.opponent))
        return name


def _remember(found: dict[_Row, tuple[int, str]], row: _Row, value: tuple[int, str]) -> None:
    if len(found) >= ROWS_REMEMBERED:
        found.clear()
    found[row] = value


def may_play_twice(league: str) -> bool:
    """Whether teams of a league may play two games on one day, as in baseball."""
    return sport_of(league) not in _ONCE_A_DAY


def _start(moment: datetime) -> datetime | None:
    return None if is_day(moment) else moment


def _label(games: dict[int, _Game], start: datetime | None, number: int | None) -> int:
    """The label of the game that a row is on, among the games of these teams on that day; adds a new game."""
    for label, game in games.items():
        if number is not None and game.number == number:
            return label
    if number is None and start is None and games:
        return min(games)
    nearest = _nearest(games, start, number)
    if nearest is None:
        added = _new_label(games, start, number)
        games[added] = _Game(start, number or added or None)
        return added
    game = games[nearest]
    game.start, game.number = game.start or start, game.number or number
    return nearest


def _nearest(games: dict[int, _Game], start: datetime | None, number: int | None) -> int | None:
    """The label of the game that starts at about that time, or of one without a time; None if there is none."""
    apart: dict[int, timedelta] = {}
    for label, game in games.items():
        if number is not None and game.number is not None:
            continue  # another number
        if start and game.start:
            apart[label] = abs(game.start - start)
        elif number is None:
            apart[label] = ONE_GAME
        # A first game is stored without its number. It is not the second one, before which another game would begin.
        if (number, label) == (1, _FIRST) and (2 in games or not (start and game.start and start < game.start)):
            apart[label] = min(apart.get(label, ONE_GAME), ONE_GAME)
    nearest = min(apart, key=lambda label: apart[label], default=None)
    return nearest if nearest is not None and apart[nearest] <= ONE_GAME else None


def _new_label(games: dict[int, _Game], start: datetime | None, number: int | None) -> int:
    if _FIRST not in games and number in {None, 1}:
        return _FIRST
    first = games[_FIRST].start if _FIRST in games else None
    label = number or (1 if start and first and start < first else 2)
    return label if label not in games else max(*games, 1) + 1
