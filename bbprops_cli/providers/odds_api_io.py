"""Odds-API.io v3: event → bookmakers by name → markets → odds; a player and a market are in one label."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.json_fields import (
    OTHER_FORMAT,
    BadField,
    Json,
    decimal_price,
    document_of,
    kickoff_or_text,
    line_of,
    record,
    records,
    text,
)
from bbprops_cli.providers.meaning import YES_NO_LINE
from bbprops_cli.providers.pipeline import Options, Raw, Rows
from bbprops_cli.providers.selections import GAME_LINES
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.prop import Prop, Reject

MAX_DEPTH = 6
ANY_PLAYER_MARKET = "player props"  # the market is in the label, as in `Ana Ruiz (Points)`

_BOOKS = re.compile(rb'"bookmakers"\s*:\s*\{\s*"[^"]*"\s*:\s*\[')
_SIGNS = re.compile(rb'"(?:hdp|updatedAt)"\s*:|"odds"\s*:\s*\[')
_LABEL = re.compile(r"(?P<player>[^()]+?)\s*\((?P<market>[^()]+)\)(?:\s*\((?P<more>[^()]+)\))?")
_SIDES = (("over", "under"), ("yes", "no"))
_NATIONAL = {"usa", "england", "international"}  # countries whose leagues are known by their name alone


class Quote(NamedTuple):
    """One entry of odds with what it is inside."""

    event: Json
    book: str
    market: Json
    odds: Json


def looks_like(head: bytes) -> bool:
    """Whether JSON has bookmakers by name near its beginning, each with a list; The Odds API has a list of them."""
    return bool(_BOOKS.search(head) and _SIGNS.search(head)) and b'"sport_key"' not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """One prop for each entry of odds on a player, with both sides; all odds are decimal."""
    skipped: Counter[str] = Counter()
    return Rows(_read(source, skipped), odds_format="decimal", skipped=skipped)


def _read(source: Source, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    events = list(_events(document_of(source), MAX_DEPTH))
    if not events:
        raise InvalidInput(f"{source.label} has no Odds-API.io bookmakers", hint=OTHER_FORMAT)
    quotes = (quote for event in events for quote in _quotes(event))
    for place, quote in enumerate(quotes, 1):
        row = {"event": quote.event.get("id"), "bookmaker": quote.book, "market": quote.market.get("name")} | quote.odds
        try:
            raw = _raw(quote, place, row, skipped)
        except BadField as error:
            yield Reject(source.label, place, error.field, str(error), row)
            continue
        if raw:
            yield raw
        else:
            skipped[GAME_LINES] += 1


def _events(node: object, depth: int) -> Iterator[Json]:
    if isinstance(node, dict) and isinstance(node.get("bookmakers"), dict):
        yield node
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _events(value, depth - 1)


def _quotes(event: Json) -> Iterator[Quote]:
    for book, sent in event["bookmakers"].items():
        for market in records(sent):
            odds = market.get("odds")
            for quote in odds if isinstance(odds, list) else []:
                yield Quote(event, book, market, quote if isinstance(quote, dict) else {"label": None, "odds": quote})


def _raw(quote: Quote, place: int, row: Json, skipped: Counter[str]) -> Raw | None:
    named = _player_and_market(text(quote.odds.get("label")) or "", text(quote.market.get("name")) or "")
    if named is None:
        return None
    player, market = named
    over, under = next((sides for sides in _SIDES if any(side in quote.odds for side in sides)), _SIDES[0])
    hdp = quote.odds.get("hdp")
    is_yes = over == "yes" or (not hdp and quote.odds.get("under") is None)  # markets without a line have 0
    event = quote.event
    extra: Json = {}
    home, away = text(event.get("home")), text(event.get("away"))
    if home and away:
        extra |= {"home_team": home, "away_team": away}
    prop = Prop(
        week=None, league=_league(event), season=None, player_id=None, player_name=player, position=None, team=None,
        opponent=None, market_type=market, stat_category=None, period="", variant="",
        line=YES_NO_LINE if is_yes else line_of(hdp), odds=None, under_odds=None, platform=quote.book,
        external_id="", game_id=text(event.get("id")), game_date=kickoff_or_text(event.get("date"), extra, skipped),
        extra_metadata=extra,
    )  # fmt: skip
    over_odds = decimal_price("odds", None, quote.odds.get(over))
    return Raw(prop, place, row, over_odds, decimal_price("under_odds", None, quote.odds.get(under)))


def _player_and_market(label: str, market: str) -> tuple[str, str] | None:
    """The player and the market of a label; None if it is not on a player.

    Only the market `Player Props` has its market in the label; a label inside another market is the player.
    """
    found = _LABEL.fullmatch(label)
    if ANY_PLAYER_MARKET in market.casefold():
        return (found["player"], found["market"]) if found else None
    if not label or not ("player" in market.casefold() or markets.is_market(market)):
        return None
    if found:
        return found["player"], " ".join(filter(None, (market, found["market"], found["more"])))
    return label, market


def _league(event: Json) -> str:
    """The league of a name such as `USA - NFL`; the whole name if it is unknown."""
    sent = text(record(event.get("league")).get("name")) or text(event.get("league")) or ""
    country, dash, name = sent.partition(" - ")
    names = [sent, f"{name} - {country}", name if country.casefold() in _NATIONAL else sent]
    return next((league for league in map(_known, names) if league), sent) if dash else sent


def _known(name: str) -> str:
    league, _ = markets.split_league(name)
    return league if markets.sport_of(league) else ""
