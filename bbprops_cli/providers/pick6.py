"""DraftKings Pick6: the pickables in the state of its web page, wherever they are in it."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.json_fields import (
    OTHER_FORMAT,
    Json,
    extras,
    kickoff_or_text,
    line_of,
    record,
    records,
    text,
)
from bbprops_cli.providers.pick6_layouts import BY_ID, CARDS, MAP, holders
from bbprops_cli.providers.pipeline import Options, Raw, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.prop import Prop, Reject

PLATFORM = "pick6"
MAX_DEPTH = 12
EARLIER = "pickKeyToSinglePlayerPickMap"
CLOSED = "pickables without an open market skipped"
LEAGUES_BY_SPORT_ID = {"1": "NFL", "2": "MLB", "3": "NHL", "4": "NBA", "9": "UFC", "13": "PGA"}
PROPOSITIONS = {"1": "over", "2": "under"}

# The state in the source of the page, or copied from there into a script.
_ASSIGNMENT = re.compile(
    rf"\b(?:__remixContext|remixContext|{MAP}|{EARLIER})\s*=\s*(?=\{{)|\bstreamController\.enqueue\(\s*(?=\")"
)
_SCRIPT, _PAGE = re.compile(_ASSIGNMENT.pattern.encode()), re.compile(rb"pick-?6|picksix", re.IGNORECASE)
# The page begins with a long header, which calls the site picksix, before any of these keys.
_SIGNS = re.compile(
    rb'"(?:pickableIdToPickableMap|pickableEntities|pickable|pickCardData'
    rb'|pickCardByPickableId|pickableIdToPickCardMap|pickSixMarketById|draftableStatLine)"\s*:|\bpicksix\b'
)
# Keys that have a column of their own, or only say how the page is drawn; the others go to extra_metadata.
_PICKABLE = {"pickableId", "marketCategoryId", "marketCategory", "pickableEntities"}
_MARKET = {"pickableMarketId", "pickableId", "targetValue", "activeSelections", "pickableMarketSelections", "sortOrder"}
_SELECTION = {"statLinePropositionId", "pickableMarketId"}


def looks_like(head: bytes) -> bool:
    """Whether a key of Pick6 is near the beginning of JSON, of a script, or of the web page."""
    if _is_json(head):
        return bool(_SIGNS.search(head))
    return bool(_SCRIPT.search(head) or (head.lstrip()[:1] == b"<" and _PAGE.search(head)))


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """One prop for each market of a pickable; Pick6 has no prices, and no sides to pair."""
    skipped: Counter[str] = Counter()
    return Rows(_read(source, skipped), skipped=skipped)


def _read(source: Source, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    place, document = 0, source.document(after=None if _is_json(source.head) else _ASSIGNMENT)
    if isinstance(document, str):
        document = _unfolded(document, source.label)
    leagues = set(_selected_leagues(document, MAX_DEPTH))
    selected = leagues.pop() if len(leagues) == 1 else None
    for holder in holders(document, MAX_DEPTH):
        pickable = record(holder).get("pickable")
        for market in _markets(record(holder), skipped):
            place += 1
            if not isinstance(pickable, dict):
                yield Reject(source.label, place, "pickable", "is not in the format of Pick6", holder)
                continue
            try:
                yield Raw(_prop(pickable, market, selected, skipped), place, holder)
            except ValueError as error:
                yield Reject(source.label, place, "line", str(error), holder)
    if not place and not _is_empty(document, MAX_DEPTH):
        raise InvalidInput(f"{source.label} has no Pick6 pickables", hint=OTHER_FORMAT)


def _unfolded(sent: str, file: str) -> object:
    """The state of a page of 2026, which React Router sends as a list; keys and values are places in that list."""
    try:
        values, known = json.loads(sent.partition("\n")[0]), dict[int, Any]()

        def value_at(place: object) -> object:
            if not isinstance(place, int) or place < 0:  # null, or a value that was sent later
                return None
            if place not in known:
                value = known[place] = values[place]
                if isinstance(value, dict):
                    whole: dict[Any, Any] = {}
                    known[place] = whole
                    whole.update((value_at(int(key[1:])), value_at(inner)) for key, inner in value.items())
                elif isinstance(value, list):
                    known[place] = [value_at(inner) for inner in value]
            return known[place]

        return value_at(0)
    except (ValueError, TypeError, IndexError, KeyError, RecursionError) as error:
        raise InvalidInput(f"{file} holds a Pick6 page that cannot be read: {error}") from error


def _markets(holder: Json, skipped: Counter[str]) -> list[Json]:
    """The open markets of a pickable; an empty one, which becomes a reject, if there is not even a key for them."""
    active = record(holder.get("activeMarket"))
    markets = ([active] if active else []) + records(holder.get("activeMarkets"))
    if not markets and holder.get("activeMarkets") == []:
        skipped[CLOSED] += 1
        return []
    return markets or [{}]


def _selected_leagues(node: object, depth: int) -> Iterator[str]:
    """The leagues that a page shows; the id of a sport does not tell the WNBA from the NBA."""
    if isinstance(node, dict):
        league = record(record(node.get("selectedSportLeague")).get("league"))
        yield from filter(None, [text(league.get("leagueAbbreviation"))])
    if depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _selected_leagues(value, depth - 1)


def _is_empty(node: object, depth: int) -> bool:
    """Whether a page has a key for pickables, and none under it."""
    if isinstance(node, dict) and (
        any(node.get(name) in ({}, []) for name in (MAP, EARLIER, *BY_ID)) or isinstance(node.get(CARDS), dict)
    ):
        return True
    values = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return depth > 0 and any(_is_empty(value, depth - 1) for value in values)


def _prop(pickable: Json, market: Json, selected: str | None, skipped: Counter[str]) -> Prop:
    entities = records(pickable.get("pickableEntities"))
    competitions = [next(iter(records(entity.get("pickableCompetitions"))), {}) for entity in entities] or [{}]
    summary = record(competitions[0].get("competitionSummary"))
    extra = extras(pickable, _PICKABLE) | extras(market, _MARKET) | _selections(market)
    if len(entities) > 1:
        extra["is_combo"] = True
    if maps := text(summary.get("totalCompetitionTime")):
        extra["totalCompetitionTime"] = maps
    league = _league(summary, selected)
    if league != markets.split_league(league)[0]:
        extra["raw_league"] = league
    teams = [team for competition in competitions if (team := _code(competition.get("team")))]
    category = record(pickable.get("marketCategory"))
    return Prop(
        week=None, league=league, season=None,
        player_id=_joined(text(entity.get("dkId")) for entity in entities) or None,
        player_name=_joined(text(entity.get("displayName")) for entity in entities),
        position=text(competitions[0].get("positionName")), team="/".join(dict.fromkeys(teams)) or None,
        opponent=_opponent(teams, summary, extra),
        market_type=text(category.get("marketName")) or text(category.get("marketAbbreviation")) or "",
        stat_category=None, period="", variant="standard",
        line=line_of(market.get("targetValue")), odds=None, under_odds=None, platform=PLATFORM,
        external_id=text(market.get("pickableMarketId")) or text(pickable.get("pickableId")) or "",
        game_id=text(summary.get("competitionId")),
        game_date=kickoff_or_text(summary.get("startTime"), extra, skipped), extra_metadata=extra,
    )  # fmt: skip


def _joined(parts: Iterator[str | None]) -> str:
    return " + ".join(filter(None, parts))


def _code(team: object) -> str | None:
    return text(record(team).get("abbreviation")) or text(record(team).get("name"))


def _league(summary: Json, selected: str | None) -> str:
    league = text(summary.get("leagueAbbreviation")) or text(summary.get("sport")) or selected
    return league or LEAGUES_BY_SPORT_ID.get(text(summary.get("sportId")) or "", "")


def _opponent(teams: list[str], summary: Json, extra: Json) -> str | None:
    """The other team of the game; None for a combo, whose players may be of both teams."""
    home, away = _code(summary.get("homeTeam")), _code(summary.get("awayTeam"))
    if not home or not away:
        return None
    extra["home_team"], extra["away_team"] = home, away
    return {home: away, away: home}.get(teams[0]) if len(teams) == 1 else None


def _selections(market: Json) -> Json:
    """The two choices by side; their multiplier counts in the standings and is not a price."""
    sides = {}
    for selection in records(market.get("activeSelections")):
        proposition = text(selection.get("statLinePropositionId")) or "selection"
        sides[PROPOSITIONS.get(proposition, proposition)] = extras(selection, _SELECTION)
    return sides
