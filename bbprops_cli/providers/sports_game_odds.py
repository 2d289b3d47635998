"""SportsGameOdds v2: event → odds by id → bookmakers by key; an id names a statistic, a player, a period and a side."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import OTHER_FORMAT, BadField, Json, document_of, record, text
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets

MAX_DEPTH = 6
STRANGE = BadField("oddID", "is not in the format of SportsGameOdds")
NO_BOOKS = "odds without bookmakers (a consensus) skipped"
WHOLE_GAME = {"game": "full", "reg": "full"}
NOT_A_PLAYER = {"all", "home", "away", "side1", "side2"}

_SIGNS = re.compile(rb'"(?:byBookmaker|statEntityID|startsAt)"\s*:')
_ODD_ID = re.compile(r"(?P<stat>.+)-(?P<entity>[^-]+)-(?P<period>[^-]+)-(?P<bet>[^-]+)-(?P<side>[^-]+)")
_GROUP = re.compile(r"^(?:batting|pitching|passing|rushing|receiving|defense|kicking)_")
_BEHIND_NAME = re.compile(r"(?:_\d+)?_[A-Z0-9]+$")
# Statistics whose names, with or without the group before the underscore, mean something else elsewhere.
STATS = {
    "batting_basesOnBalls": "walks", "pitching_hits": "hits_allowed", "pitching_basesOnBalls": "walks_allowed",
    "pitching_win": "pitcher_win", "pitching_homeRunsAllowed": "home_runs_allowed",
    "defense_interceptions": "defensive_interceptions", "kicking_totalPoints": "kicking_points",
    "extraPoints_kicksMade": "extra_points_made", "fieldGoals_longestMade": "longest_field_goal",
    "rebounds_offensive": "offensive_rebounds", "rebounds_defensive": "defensive_rebounds",
    "fieldGoals_attempts": "field_goals_attempted", "freeThrows_attempts": "free_throws_attempted",
    "threePointers_attempts": "threes_attempted", "goalsConceded": "goals_against",
}  # fmt: skip
YES_NO = {"touchdowns": "anytime_touchdown", "goals": "anytime_goal"}


def looks_like(head: bytes) -> bool:
    """Whether JSON has keys of SportsGameOdds near its beginning."""
    return b'"eventID"' in head and bool(_SIGNS.search(head)) and b'"extra_metadata"' not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The odds on players at each bookmaker, each one side of a prop; their alternate lines, too."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    events = list(_events(document_of(source), MAX_DEPTH))
    if not events:
        raise InvalidInput(f"{source.label} has no SportsGameOdds events", hint=OTHER_FORMAT)
    for event in events:
        game = _game(event)
        for odd_id, odd in record(event.get("odds")).items():
            parts = _ODD_ID.fullmatch(odd_id)
            if isinstance(odd, dict) and parts:
                yield from _quotes(Odd(event, game, odd_id, parts, odd), skipped)
            else:
                yield STRANGE, {"event": game.identifier, "oddID": odd_id, "odds": odd}


def _events(node: object, depth: int) -> Iterator[Json]:
    if isinstance(node, dict) and "eventID" in node:
        yield node
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _events(value, depth - 1)


def _game(event: Json) -> Game:
    home, away = (_team(record(record(event.get("teams")).get(side))) for side in ("home", "away"))
    start = record(event.get("status")).get("startsAt")
    return Game(text(event.get("eventID")), text(event.get("leagueID")) or "", start, home, away)


def _team(team: Json) -> str | None:
    names = record(team.get("names"))
    return next((name for size in ("short", "medium", "long") if (name := text(names.get(size)))), None)


class Odd(NamedTuple):
    """One entry of the odds of an event, with the parts of its id."""

    event: Json
    game: Game
    identifier: str
    parts: re.Match[str]
    content: Json

    @property
    def player_id(self) -> str:
        """The player, or one of NOT_A_PLAYER."""
        return text(self.content.get("playerID")) or text(self.content.get("statEntityID")) or self.parts["entity"]


def _quotes(odd: Odd, skipped: Counter[str]) -> Iterator[Found]:
    books = record(odd.content.get("byBookmaker"))
    if odd.player_id in NOT_A_PLAYER or not books:
        skipped[selections.GAME_LINES if odd.player_id in NOT_A_PLAYER else NO_BOOKS] += 1
        return
    for book, quote in books.items():
        alternates = record(quote).get("altLines")
        for place, sent in enumerate([quote, *(alternates if isinstance(alternates, list) else [])]):
            row = {"event": odd.game.identifier, "oddID": odd.identifier, "bookmaker": book, "odds": sent}
            if not isinstance(sent, dict):
                yield STRANGE, row
            elif sent.get("available") is False:
                skipped[selections.CLOSED] += 1
            else:
                yield _selection(odd, book, sent, is_alternate=place > 0), row


def _selection(odd: Odd, book: str, quote: Json, *, is_alternate: bool) -> Selection:
    game, parts = odd.game, odd.parts
    player = record(record(odd.event.get("players")).get(odd.player_id))
    team = text(player.get("teamID"))
    teams = record(odd.event.get("teams"))
    sides = {
        text(record(teams.get(side)).get("teamID")): code for side, code in (("home", game.home), ("away", game.away))
    }
    return Selection(
        platform=book, game=game, player=_name(odd.player_id, player), player_id=odd.player_id,
        team=sides.get(team) if team else None, market=_market(game.league, parts["stat"], parts["bet"]),
        choice=parts["side"], period=WHOLE_GAME.get(parts["period"], parts["period"]),
        point=quote.get("overUnder") or odd.content.get("bookOverUnder"), american=quote.get("odds"),
        is_alternate=is_alternate,
    )  # fmt: skip


def _name(player_id: str, player: Json) -> str:
    """The player's name; without one, the name that is in the id, such as ANA_RUIZ_1_NBA."""
    names = record(player.get("names"))
    whole = " ".join(filter(None, (text(player.get(key)) for key in ("firstName", "lastName"))))
    return (
        text(player.get("name"))
        or text(names.get("display"))
        or text(names.get("long"))
        or whole
        or (_BEHIND_NAME.sub("", player_id).replace("_", " ").title())
    )


def _market(league: str, stat: str, bet: str) -> str:
    """Our name of a statistic, or as much of its own as makes a market."""
    if bet == "yn" and stat in YES_NO:
        return YES_NO[stat]
    if stat == "points" and markets.sport_of(league) == "baseball":
        return "runs"
    shorter = _GROUP.sub("", stat)
    return STATS.get(stat) or (shorter if not markets.is_market(stat) and markets.is_market(shorter) else stat)
