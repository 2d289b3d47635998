"""Selections of sportsbooks: what their labels, titles and names say, and the rows that they become.

A sportsbook sends a selection, such as `Over` or `25+`, inside a market, such as `Ana Ruiz - Points`, of an event, such
as `Vipers @ Hawks`. The module of each sportsbook finds those; this module reads them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import isnan
from typing import NamedTuple

from bbprops_cli.providers.json_fields import BadField, Json, decimal_price, kickoff_or_text, line_of
from bbprops_cli.providers.meaning import YES_NO_LINE
from bbprops_cli.providers.pipeline import NO_LINE, Raw, Rows
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.prop import Prop, Reject
from bbprops_cli.rules.values.fold import fold_name
from bbprops_cli.rules.values.words import SIDES, Side

GAME_LINES = "selections that are not on a player skipped"
CLOSED = "suspended or closed selections skipped"
OTHER_BETS = "selections that are not a side of a line, a yes or a no skipped"
COLUMNS = {"over": "odds", "under": "under_odds"}

_CHOICE = re.compile(r"(over|under|yes|no)\b\D*(\d+(?:\.\d+)?)?.*", re.IGNORECASE | re.ASCII)
_AT_LEAST = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?\+(?!\d)\s?", re.ASCII)
_MILESTONES = re.compile(r"\s*\bmilestones?\b", re.IGNORECASE)
_TASK = re.compile(r"^(?:player )?(?:to (?:score|record|hit|have|make|get|throw) (?:an? )?)?(?:total )?", re.IGNORECASE)
_AROUND = re.compile(r"^[\s:–—-]+|[\s:–—-]+$")  # noqa: RUF001 - dashes as sent
_TEAM_BEHIND = re.compile(r"\s*\(([A-Z][A-Z0-9&.'-]{1,6})\)$")
_TEAM_BEFORE = re.compile(r"^\s*\([A-Z][A-Z0-9&.'-]{1,6}\)")
_NOBODY = re.compile(r"(?:no|none|neither|any|the field)\b(?!\.)|(?:over|under|yes)$|.*\d", re.IGNORECASE)
_PITCHER = re.compile(r"\s*\([^)]*\)$")
_BETWEEN_TEAMS = re.compile(r"\s+(?:@|at|vs?\.?)\s+", re.IGNORECASE)


class Game(NamedTuple):
    """The event of a selection, as sent; home and away are teams by code or by name."""

    identifier: str | None = None
    league: str = ""
    start: object = None
    home: str | None = None
    away: str | None = None


@dataclass(slots=True, kw_only=True)
class Selection:
    """What a sportsbook says of one selection, as sent; `choice` is its label, and an American price goes first."""

    platform: str
    game: Game
    player: str
    market: str
    choice: str
    point: object = None
    american: object = None
    decimal: object = None
    player_id: str | None = None
    identifier: str | None = None
    team: str | None = None
    position: str | None = None
    period: str = ""  # as in a prop; blank if the title of the market says it
    is_alternate: bool = False
    extra: Json = field(default_factory=dict)


class Choice(NamedTuple):
    """The side that a label stands for, the line or NO_LINE, and whether the label is a number such as 25+."""

    side: Side
    line: float
    is_milestone: bool = False


Found = tuple[Selection | BadField, object]  # a selection, or why it cannot be read, and the row that a reject shows


def rows(found: Iterable[Found], file: str, skipped: Counter[str]) -> Rows:
    """The rows of selections; those that are not one side of a line are counted in `skipped`."""
    return Rows(_read(found, file, skipped), sided=True, odds_format="decimal", skipped=skipped)


def _read(found: Iterable[Found], file: str, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    for place, (selection, row) in enumerate(found, 1):
        try:
            if isinstance(selection, BadField):
                raise selection
            raw = _raw(selection, place, row, skipped)
        except BadField as error:
            yield Reject(file, place, error.field, str(error), row)
            continue
        if raw:
            yield raw


def _raw(selection: Selection, place: int, row: object, skipped: Counter[str]) -> Raw | None:
    game, (player, team) = selection.game, name_and_team(selection.player)
    market, at_least = market_and_line(selection.market, player)
    choice = choice_of(selection.choice, player, line_of(selection.point), at_least)
    if choice is None or markets.is_game_market(market) or _NOBODY.match(player):
        skipped[OTHER_BETS if choice is None else GAME_LINES] += 1
        return None
    price = decimal_price(COLUMNS[choice.side], selection.american, selection.decimal)
    extra = dict(selection.extra)
    if game.home and game.away:
        extra |= {"home_team": game.home, "away_team": game.away}
    if selection.identifier:
        extra[choice.side] = {"id": selection.identifier}
    team = selection.team or team
    opponent = {game.home: game.away, game.away: game.home}.get(team) if team else None
    prop = Prop(
        week=None, league=game.league, season=None, player_id=selection.player_id, player_name=player,
        position=selection.position, team=team, opponent=opponent,
        market_type=market, stat_category=None, period=selection.period,
        variant="alternate" if selection.is_alternate or choice.is_milestone or not isnan(at_least) else "",
        line=choice.line, odds=None, under_odds=None, platform=selection.platform, external_id="",
        game_id=game.identifier, game_date=kickoff_or_text(game.start, extra, skipped), extra_metadata=extra,
    )  # fmt: skip
    return Raw.of_side(prop, place, row, choice.side, price)


def choice_of(label: str, player: str, point: float, at_least: float = NO_LINE) -> Choice | None:
    """What a label stands for, with the line from `point`, the label or `at_least`; None if it is another bet.

    A yes or a no is on 0.5 without a line, and the name of the player alone is a yes.
    """
    own = without_player(label, player)
    line = at_least if isnan(point) else point
    if not own:
        return Choice("over", YES_NO_LINE if isnan(line) else line)
    if found := _CHOICE.fullmatch(own):
        word = found[1].lower()
        if isnan(line) and found[2]:
            line = float(found[2])
        return Choice(SIDES[word], YES_NO_LINE if isnan(line) and word in {"yes", "no"} else line)
    found = _AT_LEAST.search(own)
    return Choice("over", float(found[1]) - 0.5, is_milestone=True) if found else None


def market_and_line(title: str, player: str) -> tuple[str, float]:
    """The market that a title names, and the line for a number in it: 19.5 for `To Score 20+ Points`, or NO_LINE."""
    label = _MILESTONES.sub("", without_player(title, player))
    found = _AT_LEAST.search(label)
    line = float(found[1]) - 0.5 if found else NO_LINE
    if found:
        label = label[: found.start()] + label[found.end() :]
    if not markets.is_market(label):
        shorter = _TASK.sub("", label)
        label = shorter if markets.is_market(shorter) else label
    return label.strip(), line


def without_player(sent: str, player: str) -> str:
    """A label or a title without the player's name before or behind it, the player's team and the dash between them."""
    sent = _TEAM_BEHIND.sub("", sent)
    folded, name = sent.casefold(), player.casefold()
    if name and fold_name(sent) == fold_name(player):
        return ""
    if name and folded.startswith(name):
        sent = _TEAM_BEFORE.sub("", sent[len(name) :])
    elif name and folded.endswith(name):
        sent = sent[: -len(name)]
    else:
        return sent
    return _AROUND.sub("", sent)


def name_and_team(sent: str) -> tuple[str, str | None]:
    """A player's name and the team code behind it in parentheses, if there is one."""
    found = _TEAM_BEHIND.search(sent)
    return (sent[: found.start()], found[1]) if found else (sent, None)


def teams_of(event: str) -> tuple[str | None, str | None]:
    """Home and away team of an event such as `Vipers @ Hawks`; None and None if a name is not of two teams.

    With `vs` between them, the home team is the first.
    """
    found = _BETWEEN_TEAMS.findall(event)
    if len(found) != 1:
        return None, None
    first, second = (_PITCHER.sub("", team) for team in _BETWEEN_TEAMS.split(event))
    return (second, first) if found[0].strip().casefold() in {"@", "at"} else (first, second)
