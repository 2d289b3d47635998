"""BettingPros v3: offers with the lines of each book, and props with the best price of each side."""

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

MAX_DEPTH = 6
STRANGE = BadField("selection", "is not in the format of BettingPros")
CONSENSUS = "the consensus of all books skipped, since it is not a price that a book offers"
SIDES = {"over", "under", "yes", "no"}

_OFFER = re.compile(rb'"participants?"\s*:\s*[\[{]')
# By the id of a market: the league and our market.
MARKETS = {
    identifier: (league, market)
    for league, text_of_league in {
        "NFL": """78:anytime_touchdown 100:passing_completions 101:passing_interceptions 102:passing_touchdowns
            103:passing_yards 104:receptions 105:receiving_yards 106:rushing_attempts 107:rushing_yards
            333:passing_attempts 406:rushing_receiving_yards""",
        "NBA": """151:assists 152:blocks 156:points 157:rebounds 160:steals 162:threes 335:points_assists
            336:points_rebounds 337:rebounds_assists 338:points_rebounds_assists""",
        "MLB": """285:strikeouts 287:hits 288:runs 289:rbis 290:earned_runs_allowed 291:doubles 292:triples
            293:total_bases 294:stolen_bases 295:singles 299:home_runs 403:hits_runs_rbis 404:hits_allowed
            405:pitching_outs 408:walks_allowed""",
        "NHL": "318:goals 319:points 320:assists 321:shots_on_goal 322:saves 362:blocked_shots",
        "WNBA": """390:threes 391:assists 392:blocks 393:points 394:points_assists 395:points_rebounds
            396:points_rebounds_assists 397:rebounds 398:rebounds_assists 399:steals 400:blocks_steals 401:turnovers""",
    }.items()
    for identifier, _, market in (pair.partition(":") for pair in text_of_league.split())
}  # fmt: skip
GAME_MARKETS = {
    "1", "2", "3", "122", "127", "128", "129", "175", "176", "193", "194", "195", "279", "281", "371", "372", "373",
}  # fmt: skip
BOOKS = {
    "10": "fanduel", "12": "draftkings", "13": "caesars", "14": "fanatics", "15": "sugarhouse", "18": "betrivers",
    "19": "betmgm", "24": "bet365", "25": "wynnbet", "26": "tipico_us", "28": "unibet_us", "29": "twinspires",
    "32": "borgata", "33": "espnbet", "36": "underdog", "37": "prizepicks", "38": "prophetx", "39": "fliff",
    "43": "betfred", "45": "betr_us_dfs", "49": "hardrockbet", "60": "novig", "63": "sleeper", "67": "ballybet",
    "68": "kalshi", "70": "pick6",
}  # fmt: skip


class Offer(NamedTuple):
    """An offer or a prop, and what is around it."""

    sport: str
    events: dict[str, Json]
    names: dict[str, str]  # of markets, if the answer includes them
    content: Json


def looks_like(head: bytes) -> bool:
    """Whether JSON has participants and the id of a market near its beginning."""
    return b'"market_id"' in head and bool(_OFFER.search(head)) and b'"extra_metadata"' not in head


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The lines of each book, each one side of a prop; the consensus of all books is not one."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    document = document_of(source)
    offers = list(_offers(document, MAX_DEPTH, "", {}, {}))
    if not offers and not _is_empty(document):
        raise InvalidInput(f"{source.label} has no BettingPros offers or props", hint=OTHER_FORMAT)
    for offer in offers:
        if text(offer.content.get("market_id")) in GAME_MARKETS:
            skipped[selections.GAME_LINES] += 1
        elif isinstance(offer.content.get("selections"), list):
            yield from _of_books(offer, skipped)
        else:
            yield from _of_sides(offer, skipped)


def _offers(node: object, depth: int, sport: str, events: dict[str, Json], names: dict[str, str]) -> Iterator[Offer]:
    """The offers and props in any wrapping, each with the sport, the events and the markets that stand beside it."""
    if isinstance(node, dict) and "market_id" in node and node.keys() & {"participant", "participants"}:
        yield Offer(text(node.get("sport")) or sport, events, names, node)
    elif isinstance(node, dict) and depth:
        sport = text(node.get("sport")) or text(record(node.get("_parameters")).get("sport")) or sport
        events = events | {text(event.get("id")) or "": event for event in records(node.get("events"))}
        named = (
            (text(one.get("id")), text(one.get("name")) or text(one.get("slug")))
            for one in records(node.get("markets"))
        )
        names = names | {identifier: name for identifier, name in named if identifier and name}
        for value in node.values():
            yield from _offers(value, depth - 1, sport, events, names)
    elif isinstance(node, list) and depth:
        for value in node:
            yield from _offers(value, depth - 1, sport, events, names)


def _is_empty(document: object) -> bool:
    return any(record(document).get(key) == [] for key in ("offers", "props"))


def _of_books(offer: Offer, skipped: Counter[str]) -> Iterator[Found]:
    people = records(offer.content.get("participants")) or records([offer.content.get("participant")])
    for sent in offer.content["selections"]:
        selection = record(sent)
        person = _person(people, selection)
        side = (text(selection.get("selection")) or "").casefold()
        if not isinstance(sent, dict):
            yield STRANGE, sent
        elif not record(person.get("player")):
            skipped[selections.GAME_LINES] += 1
        else:
            choice = side if side in SIDES else "yes"
            for book in records(selection.get("books")):
                yield from _of_book(offer, person, choice, book, skipped)


def _person(people: list[Json], selection: Json) -> Json:
    """The participant of a selection; in a market with one selection per player, by id."""
    identifier = text(selection.get("participant"))
    named = (one for one in people if identifier and identifier in {text(one.get("id")), text(one.get("pid"))})
    return next(named, people[0] if len(people) == 1 else {})


def _of_book(offer: Offer, person: Json, choice: str, book: Json, skipped: Counter[str]) -> Iterator[Found]:
    lines = book.get("lines")
    has_main = any(line.get("main") for line in records(lines))
    for line in lines if isinstance(lines, list) else []:
        row = {"offer": offer.content.get("id"), "book": book.get("id"), "selection": choice, "line": line}
        if not isinstance(line, dict):
            yield STRANGE, row
        elif text(book.get("id")) == "0":
            skipped[CONSENSUS] += 1
        elif line.get("active") is False or line.get("is_off"):
            skipped[selections.CLOSED] += 1
        else:
            is_alternate = has_main and not line.get("main")
            yield _selection(offer, person, choice, book.get("id"), line, is_alternate=is_alternate), row


def _of_sides(offer: Offer, skipped: Counter[str]) -> Iterator[Found]:
    """The best price of each side, each at its book."""
    person = record(offer.content.get("participant")) or next(iter(records(offer.content.get("participants"))), {})
    for side in ("over", "under"):
        sent = offer.content.get(side)
        row = {"event": offer.content.get("event_id"), "participant": person.get("name"), side: sent}
        if not isinstance(sent, dict):
            if sent is not None:
                yield STRANGE, row
        elif not record(person.get("player")):
            skipped[selections.GAME_LINES] += 1
        elif sent.get("book") == 0:
            skipped[CONSENSUS] += 1
        elif sent.get("line") is None or sent.get("odds") is None:
            skipped[selections.CLOSED] += 1
        else:
            yield _selection(offer, person, side, sent.get("book"), sent | {"cost": sent.get("odds")}), row


def _selection(
    offer: Offer, person: Json, choice: str, book: object, line: Json, *, is_alternate: bool = False
) -> Selection | BadField:
    identifier, book_id = text(offer.content.get("market_id")) or "", text(book)
    league, market = MARKETS.get(identifier, ("", offer.names.get(identifier, "")))
    if not market:
        return BadField("market_id", f"{identifier or None} is not a market that bbprops knows")
    if not book_id:
        return BadField("book", "is missing")
    player = record(person.get("player"))
    return Selection(
        platform=BOOKS.get(book_id, f"bettingpros_{book_id}"), game=_game(offer, league), market=market, choice=choice,
        player=text(person.get("name")) or "", player_id=text(person.get("id")), team=text(player.get("team")),
        position=text(player.get("position")), point=None if market == "anytime_touchdown" else line.get("line"),
        american=line.get("cost"), is_alternate=is_alternate,
    )  # fmt: skip


def _game(offer: Offer, league: str) -> Game:
    identifier = text(offer.content.get("event_id"))
    event = offer.events.get(identifier or "", {})
    home, away = text(event.get("home")), text(event.get("visitor"))
    return Game(identifier, offer.sport or league, event.get("scheduled"), home, away)
