"""DraftKings' sportsbook: events, markets and selections that refer to each other, or older offers in categories."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import (
    OTHER_FORMAT,
    BadField,
    Json,
    by_id,
    document_of,
    inside,
    record,
    records,
    text,
)
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source

PLATFORM = "draftkings"
MAX_DEPTH = 6
STRANGE = BadField("selection", "is not in the format of DraftKings")
LEAGUES = {
    "42133": "NHL", "42648": "NBA", "84240": "MLB", "87637": "CFB", "88808": "NFL", "92483": "CBB", "94682": "WNBA",
}  # fmt: skip

_SIGNS = re.compile(
    rb'"(?:displayOdds|startEventDate|venueRole|offerCategories|offerSubcategoryDescriptors|providerOutcomeId'
    rb'|eventCategories|componentizedOffers)"\s*:'
)
_SCORER = re.compile(r"(anytime|first|last) scorer", re.IGNORECASE)
_ANSWERS: dict[str, type] = {"selections": list, "eventGroup": dict, "eventCategories": list}
_EXPORT = b'"extra_metadata"'


def looks_like(head: bytes) -> bool:
    """Whether JSON has a key of DraftKings near its beginning."""
    return bool(_SIGNS.search(head)) and _EXPORT not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The selections on players, each one side of a prop."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    answers = list(_answers(document_of(source), MAX_DEPTH))
    if not answers:
        raise InvalidInput(f"{source.label} has no DraftKings selections or offers", hint=OTHER_FORMAT)
    for answer in answers:
        if isinstance(answer.get("selections"), list):
            yield from _of_selections(answer, skipped)
        else:
            yield from _of_offers(answer, skipped)


def _answers(node: object, depth: int) -> Iterator[Json]:
    """The answers of either kind, in any wrapping."""
    node = inside(node) if isinstance(node, str) else node
    answer = record(node)
    if any(isinstance(answer.get(key), kind) for key, kind in _ANSWERS.items()):
        yield answer
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _answers(value, depth - 1)


def _of_selections(answer: Json, skipped: Counter[str]) -> Iterator[Found]:
    leagues, events, markets = (by_id(answer.get(key)) for key in ("leagues", "events", "markets"))
    games = {identifier: _game(event, leagues) for identifier, event in events.items()}
    with_main = {
        text(selection.get("marketId")) for selection in records(answer["selections"]) if selection.get("main")
    }
    for sent in answer["selections"]:
        selection = record(sent)
        market = markets.get(text(selection.get("marketId")) or "")
        if not isinstance(sent, dict):
            yield STRANGE, sent
            continue
        if market is None:
            yield BadField("marketId", "is not the id of a market of the file"), sent
            continue
        player = next((one for one in records(selection.get("participants")) if one.get("type") == "Player"), None)
        if player is None:
            skipped[selections.GAME_LINES] += 1
        elif market.get("isSuspended") or selection.get("isSuspended"):
            skipped[selections.CLOSED] += 1
        else:
            game = games.get(text(market.get("eventId")) or "", Game())
            is_beside_main = text(selection.get("marketId")) in with_main and not selection.get("main")
            yield _selection(game, market, selection, player, is_alternate=is_beside_main), sent


def _game(event: Json, leagues: dict[str, Json]) -> Game:
    league = text(event.get("leagueId")) or ""
    home, away = selections.teams_of(text(event.get("name")) or "")
    for team in records(event.get("participants")):
        code = text(record(team.get("metadata")).get("shortName")) or text(team.get("name"))
        if team.get("venueRole") == "Home":
            home = code
        elif team.get("venueRole") == "Away":
            away = code
    name = LEAGUES.get(league) or text(leagues.get(league, {}).get("name")) or ""
    return Game(text(event.get("id")), name, event.get("startEventDate"), home, away)


def _selection(game: Game, market: Json, selection: Json, player: Json, *, is_alternate: bool) -> Selection:
    odds = record(selection.get("displayOdds"))
    kind, milestone = text(selection.get("outcomeType")) or "", text(selection.get("milestoneValue"))
    title = text(market.get("name")) or text(record(market.get("marketType")).get("name")) or ""
    scorer = _SCORER.fullmatch(kind)  # one market has the first and the anytime scorers
    return Selection(
        platform=PLATFORM, game=game, player=text(player.get("name")) or "", player_id=text(player.get("id")),
        market=kind if scorer and scorer[1].casefold() not in title.casefold() else title,
        choice=f"{milestone}+" if milestone else text(selection.get("label")) or kind, point=selection.get("points"),
        american=odds.get("american"), decimal=odds.get("decimal") or selection.get("trueOdds"),
        identifier=text(selection.get("id")), is_alternate=is_alternate,
        team={"HomePlayer": game.home, "AwayPlayer": game.away}.get(str(player.get("venueRole"))),
    )  # fmt: skip


def _of_offers(answer: Json, skipped: Counter[str]) -> Iterator[Found]:
    """The outcomes of offers: those of a league are in subcategories, those of one event in components."""
    group, one = record(answer.get("eventGroup")), record(answer.get("event"))
    events = {text(event.get("eventId")): event for event in records(group.get("events"))}
    subcategories = [
        (text(descriptor.get("name")) or "", record(descriptor.get("offerSubcategory")).get("offers"))
        for category in records(group.get("offerCategories"))
        for descriptor in records(category.get("offerSubcategoryDescriptors"))
    ] + [
        (text(component.get("subcategoryName")) or "", component.get("offers"))
        for category in records(answer.get("eventCategories"))
        for component in records(category.get("componentizedOffers"))
    ]
    for subcategory, sent_offers in subcategories:
        for offer in _offers(sent_offers):
            outcomes = record(offer).get("outcomes")
            if not isinstance(outcomes, list):
                yield STRANGE, offer
                continue
            game, names = _old_game(events.get(text(offer.get("eventId")), one), group)
            for sent in outcomes:
                player = _old_player(offer, record(sent))
                if not isinstance(sent, dict):
                    yield STRANGE, sent
                elif not player or player.casefold() in names:
                    skipped[selections.GAME_LINES] += 1
                elif offer.get("isSuspended") or offer.get("isOpen") is False:
                    skipped[selections.CLOSED] += 1
                else:
                    yield _old_selection(game, subcategory, offer, sent, player), sent


def _offers(node: object) -> Iterator[Any]:
    """The offers, which are in lists of lists."""
    for item in node if isinstance(node, list) else ():
        yield from item if isinstance(item, list) else [item]


def _old_game(event: Json, group: Json) -> tuple[Game, set[str]]:
    """The game of an older event, and the folded names by which its outcomes call the teams."""
    home, away = selections.teams_of(text(event.get("name")) or "")
    short = (text(event.get("teamShortName2")), text(event.get("teamShortName1")))
    names = {home, away, *short, text(event.get("teamName1")), text(event.get("teamName2"))}
    identifier = text(group.get("eventGroupId")) or text(event.get("eventGroupId")) or ""
    league = LEAGUES.get(identifier) or text(group.get("name")) or text(event.get("eventGroupName")) or ""
    home, away = short if all(short) else (home, away)
    game = Game(text(event.get("eventId")), league, event.get("startDate"), home, away)
    return game, {name.casefold() for name in names if name}


def _old_player(offer: Json, outcome: Json) -> str | None:
    named = next((one for one in records(outcome.get("participants")) if one.get("type") == "Player"), {})
    return (
        text(named.get("name"))
        or text(outcome.get("playerNameIdentifier"))
        or text(outcome.get("participant"))
        or text(offer.get("playerNameIdentifier"))
    )


def _old_selection(game: Game, subcategory: str, offer: Json, outcome: Json, player: str) -> Selection:
    title = text(offer.get("label")) or ""
    title = title if selections.without_player(title, player) else subcategory
    return Selection(
        platform=PLATFORM, game=game, player=player, market=title, choice=text(outcome.get("label")) or "",
        point=outcome.get("line"), american=outcome.get("oddsAmerican"), decimal=outcome.get("oddsDecimal"),
        identifier=text(outcome.get("providerOutcomeId")),
    )  # fmt: skip
