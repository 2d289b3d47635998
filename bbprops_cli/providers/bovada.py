"""Bovada: events with display groups, whose markets name the player, or whose outcomes do."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import OTHER_FORMAT, BadField, Json, document_of, record, records, text
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets

PLATFORM = "bovada"
MAX_DEPTH = 8
STRANGE = BadField("outcome", "is not in the format of Bovada")
OPEN = {"o", "open"}

_SIGNS = re.compile(rb'"displayGroups"\s*:\s*\[')
_ON_PLAYERS = re.compile(r"player|pitcher|batter|goalscorer|touchdown", re.IGNORECASE)
_TEAM = re.compile(r"\s*\(([A-Za-z][A-Za-z0-9&.' -]{1,6})\)$")


class Market(NamedTuple):
    """A market with what it is inside."""

    game: Game
    group: str
    title: str
    period: str
    content: Json


def looks_like(head: bytes) -> bool:
    """Whether JSON has a list of display groups near its beginning."""
    return bool(_SIGNS.search(head)) and b'"extra_metadata"' not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The outcomes that are on players, each one side of a prop."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    events = list(_events(document_of(source), MAX_DEPTH, ""))
    if not events:
        raise InvalidInput(f"{source.label} has no Bovada display groups", hint=OTHER_FORMAT)
    for event, league in events:
        game = _game(event, league)
        for group in records(event.get("displayGroups")):
            for sent in records(group.get("markets")):
                period = markets.period_of(text(record(sent.get("period")).get("description")) or "")
                title = text(sent.get("description")) or ""
                yield from _outcomes(Market(game, text(group.get("description")) or "", title, period, sent), skipped)


def _events(node: object, depth: int, league: str) -> Iterator[tuple[Json, str]]:
    """The events in any wrapping, each with the league that the path beside it names."""
    if isinstance(node, dict) and isinstance(node.get("displayGroups"), list):
        yield node, league
    elif isinstance(node, dict) and depth:
        path = records(node.get("path"))
        named = [one for one in path if text(one.get("type")) == "LEAGUE"] or path
        league = (text(named[0].get("description")) if named else "") or league
        for value in node.values():
            yield from _events(value, depth - 1, league)
    elif isinstance(node, list) and depth:
        for value in node:
            yield from _events(value, depth - 1, league)


def _game(event: Json, league: str) -> Game:
    home, away = selections.teams_of(text(event.get("description")) or "")
    for team in records(event.get("competitors")):
        if team.get("home") is True:
            home = text(team.get("name"))
        elif team.get("home") is False:
            away = text(team.get("name"))
    link = (text(event.get("link")) or "").strip("/").split("/")  # basketball/nba/vipers-hawks-202510222210
    return Game(text(event.get("id")), league or (link[1] if len(link) > 2 else ""), event.get("startTime"), home, away)


def _outcomes(market: Market, skipped: Counter[str]) -> Iterator[Found]:
    outcomes = market.content.get("outcomes")
    if not isinstance(outcomes, list):
        yield STRANGE, market.content
        return
    is_open = _is_open(market.content)
    for sent in outcomes:
        if not isinstance(sent, dict):
            yield STRANGE, sent
            continue
        selection = _selection(market, sent)
        if selection is None:
            skipped[selections.GAME_LINES] += 1
        elif not (is_open and _is_open(sent)):
            skipped[selections.CLOSED] += 1
        else:
            yield selection, sent


def _is_open(node: Json) -> bool:
    return (text(node.get("status")) or "O").casefold() in OPEN


def _selection(market: Market, outcome: Json) -> Selection | None:
    """The selection of an outcome; None if neither it nor the title of its market names a player."""
    label = text(outcome.get("description")) or ""
    title, dash, named = market.title.rpartition(" - ")
    if dash and not markets.period_of(named):
        choice = label
    else:
        title, named, choice = market.title, label, ""
    found = _TEAM.search(named)
    player = named[: found.start()] if found else named
    is_on_player = _ON_PLAYERS.search(market.group) or markets.is_market(selections.market_and_line(title, player)[0])
    if not is_on_player or not player or player in {market.game.home, market.game.away}:
        return None
    price = record(outcome.get("price"))
    return Selection(
        platform=PLATFORM, game=market.game, player=player, team=found[1].upper() if found else None, market=title,
        choice=choice, point=price.get("handicap"), american=price.get("american"), decimal=price.get("decimal"),
        period=market.period, identifier=text(outcome.get("id")), is_alternate="alternate" in market.group.casefold(),
    )  # fmt: skip
