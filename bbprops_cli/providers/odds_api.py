"""The Odds API v4: event → bookmakers → markets → outcomes, also in the wrappings in which people save answers."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from math import isnan
from typing import Any

from bbprops_cli.providers import own_jsonl
from bbprops_cli.providers.json_fields import BadField, Json, count_unzoned, kickoff, line_of, record, records, text
from bbprops_cli.providers.meaning import YES_NO_LINE
from bbprops_cli.providers.pipeline import Options, Raw, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.prop import Prop, Reject
from bbprops_cli.rules.values.words import SIDES

ENVELOPES = ("data", "events", "games", "props")
MAX_DEPTH = 8
GAME_LINES = "game lines (h2h, spreads, totals, outrights) skipped, since they are not player props"

_SIGNS = re.compile(rb'"(?:sport_key|commence_time)"\s*:')
_EMPTY = re.compile(rb'\s*(?:\[\s*\]|\{[^\[]*"(?:data|events|games)"\s*:\s*(?:\[\s*\]|null)\s*\})\s*')
_ON_PLAYERS = re.compile(r"(?:player|batter|pitcher)_")  # markets on games have no such prefix
_NOT_AS_SENT = {"event": "is not an object with bookmakers"}  # other formats have such values, too
_EVENT = {
    "id": ("event_id",), "sport_key": ("sport", "league", "sport_key"), "commence_time": ("commence_time",),
    "home_team": ("home", "home_team"), "away_team": ("away", "away_team"), "timestamp": ("timestamp",),
}  # fmt: skip
_ABOUT_EVENT = ("home_team", "away_team", "sport_title")
_ABOUT_OUTCOME = ("link", "sid", "bet_limit", "multiplier")


def looks_like(head: bytes) -> bool:
    """Whether JSON has keys of The Odds API near its beginning, but no key for a player, or is an empty list."""
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in {b"{", b"["}:
        return False
    if b'"bookmakers"' in head or _EMPTY.fullmatch(head):
        return True
    return bool(_SIGNS.search(head)) and not own_jsonl.has_prop_key(head)


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The outcomes, each one side of a prop; an event without bookmakers has none, and is not an error."""
    skipped: Counter[str] = Counter()
    return Rows(_read(source, skipped), sided=True, timed=True, skipped=skipped)


def _read(source: Source, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    malformed: list[tuple[str, Any]] = []
    count = 0
    for event in _events(source.document(), malformed, MAX_DEPTH, {}):
        for book, market, outcome in _outcomes(event, malformed, skipped):
            count += 1
            row = {"event": event.get("id"), "bookmaker": book.get("key"), "market": market.get("key"), **outcome}
            try:
                yield _raw(event, book, market, outcome, count, row)
            except BadField as error:
                yield Reject(source.label, count, error.field, str(error), row)
    for key, value in malformed:
        yield Reject(source.label, None, key, _NOT_AS_SENT.get(key, "is not a list of objects"), value)


def _events(node: object, malformed: list[tuple[str, Any]], depth: int, around: Json) -> Iterator[Json]:
    """The events in any wrapping: lists, answers with a timestamp, objects that people have made.

    `around` is what the wrapping says of its events; an event overrides it.
    """
    if isinstance(node, list) and depth:
        for item in node:
            yield from _events(item, malformed, depth - 1, around)
    elif isinstance(node, dict) and ("bookmakers" in node or ("sport_key" in node and not _is_envelope(node))):
        yield around | _about_event(node) | node
    elif isinstance(node, dict) and depth and (inside := _inside(node)):
        around = around | _about_event(node)
        for key, child in inside.items():
            sport = {"sport_key": key} if markets.sport_of(key) else {}
            yield from _events(child, malformed, depth - 1, around | sport)
    elif node is not None:
        malformed.append(("event", node))


def _about_event(node: Json) -> Json:
    """What an object, or its key `event`, says of the event inside it or beside it."""
    about = {
        name: node[alias]
        for name, aliases in _EVENT.items()
        for alias in aliases
        if isinstance(node.get(alias), str | int) and node[alias]
    }
    return about | record(node.get("event"))


def _is_envelope(node: Json) -> bool:
    """Whether an object that names its sport holds the event, and is not itself an event without bookmakers."""
    return any(isinstance(value, dict) and "bookmakers" in value for value in node.values())


def _inside(node: Json) -> Json:
    """What an envelope holds; in an unknown one, such as events by id, every list and object."""
    known = {key: node[key] for key in ENVELOPES if key in node}
    return known or {key: child for key, child in node.items() if isinstance(child, list | dict)}


def _outcomes(
    event: Json, malformed: list[tuple[str, Any]], skipped: Counter[str]
) -> Iterator[tuple[Json, Json, Json]]:
    count_unzoned(event.get("commence_time"), skipped)
    for site in records(event.get("sites")):  # version 3, which had no props
        skipped[GAME_LINES] += len(record(site.get("odds")))
    for book in _children(event, "bookmakers", malformed):
        for market in _children(book, "markets", malformed):
            outcomes = _children(market, "outcomes", malformed)
            if markets.is_game_market(str(market.get("key"))):
                skipped[GAME_LINES] += len(outcomes)
                continue
            for outcome in outcomes:
                if outcome.get("description") or _ON_PLAYERS.match(str(market.get("key"))):
                    yield book, market, outcome
                else:
                    skipped[GAME_LINES] += 1


def _children(parent: Json, key: str, malformed: list[tuple[str, Any]]) -> list[Json]:
    children = parent.get(key) or []
    if not isinstance(children, list):
        malformed.append((key, children))
        return []
    malformed += [(key, child) for child in children if not isinstance(child, dict)]
    return [child for child in children if isinstance(child, dict)]


def _raw(event: Json, book: Json, market: Json, outcome: Json, line: int, row: Json) -> Raw:
    word, player = _word_and_player(outcome)
    side = SIDES[word]
    price = outcome.get("price")
    if isinstance(price, bool) or not isinstance(price, str | int | float | None):
        raise BadField("odds", f"{price!r:.40} is not a number")
    prop = Prop(
        week=None, league=_league(event), season=None, player_id=None,
        player_name=player, position=None, team=None, opponent=None,
        market_type=text(market.get("key")) or "", stat_category=None, period="", variant="",
        line=_line(outcome, word), odds=None, under_odds=None,
        platform=text(book.get("key")) or text(book.get("title")) or "", external_id="",
        game_id=text(event.get("id")), game_date=kickoff(event.get("commence_time")),
        extra_metadata=_extra(event, book, market, outcome, side),
    )  # fmt: skip
    raw = Raw.of_side(prop, line, row, side, price)
    raw.seen = _seen(market.get("last_update") or book.get("last_update") or event.get("timestamp"))
    return raw


def _seen(sent: object) -> datetime | None:
    """When the bookmaker last changed the market, or the answer was made; None if that cannot be read."""
    try:
        return kickoff(sent)
    except BadField:
        return None


def _word_and_player(outcome: Json) -> tuple[str, str]:
    """The word for the side and the player, from name and description in either order.

    A player alone, without a point, is a yes, as for goal scorers. Raises BadField.
    """
    word, player = (text(outcome.get(key)) or "" for key in ("name", "description"))
    if word.lower() not in SIDES and (player.lower() in SIDES or not player):
        word, player = player, word
    if not word and player and outcome.get("point") is None:
        word = "yes"
    if word.lower() not in SIDES:
        raise BadField("name", "is neither Over, Under, Yes nor No")
    return word.lower(), player


def _line(outcome: Json, word: str) -> float:
    """The point; 0.5 in any market that is answered by yes or no, even an unknown one."""
    line = line_of(outcome.get("point"))
    return YES_NO_LINE if isnan(line) and word in {"yes", "no"} else line


def _extra(event: Json, book: Json, market: Json, outcome: Json, side: str) -> Json:
    extra = {key: event[key] for key in _ABOUT_EVENT if event.get(key)}
    if updated := market.get("last_update") or book.get("last_update"):
        extra["last_update"] = updated
    if about := {key: outcome[key] for key in _ABOUT_OUTCOME if outcome.get(key) is not None}:
        extra[side] = about
    return extra


def _league(event: Json) -> str:
    sent = text(event.get("sport_key")) or ""
    if not sent:
        return text(event.get("sport_title")) or ""
    league, _ = markets.split_league(sent)
    return league if league != sent else sent.partition("_")[2].upper() or sent.upper()
