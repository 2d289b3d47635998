"""Pinnacle's guest API: matchups, of which specials are on players, and their prices, in one file or in two.

The answers of `matchups` and `markets/straight` refer to each other by the ids of matchups and participants. Each
file of matchups takes its prices from all files of one call; a file of prices has no props of its own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import selections
from bbprops_cli.providers.json_fields import OTHER_FORMAT, BadField, Json, document_of, record, records, text
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.selections import Found, Game, Selection
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props import markets

PLATFORM = "pinnacle"
MAX_DEPTH = 4
STRANGE = BadField("prices", "is not in the format of Pinnacle")
WITHOUT_PRICES = "player props without prices skipped"

_PRICES = re.compile(rb'"matchupId"\s*:')
_MATCHUPS = re.compile(rb'"(?:matchupCount|hasBetshare|isBetshareEnabled)"\s*:|"type"\s*:\s*"special"')
_IN_PARENTHESES = re.compile(r"([^()]+?)\s*\(([^()]+)\).*")
_TOTAL = re.compile(r"(.+?)\s+total\s+(.+)", re.IGNORECASE)
_SIDES = {"over", "under", "yes", "no"}


def looks_like(head: bytes) -> bool:
    """Whether JSON has keys of matchups or of their prices near its beginning."""
    if b'"extra_metadata"' in head:
        return False
    return _has_matchups(head) or _has_prices(head)


def _has_matchups(head: bytes) -> bool:
    return b'"participants"' in head and bool(_MATCHUPS.search(head))


def _has_prices(head: bytes) -> bool:
    return b'"prices"' in head and bool(_PRICES.search(head))


def read(source: Source, options: Options) -> Rows:  # noqa: ARG001 - every provider is given the options
    """The prices of specials on players, each one side of a prop. Raises InvalidInput for one file of two."""
    skipped: Counter[str] = Counter()
    return selections.rows(_found(source, skipped), source.label, skipped)


def _found(source: Source, skipped: Counter[str]) -> Iterator[Found]:
    document = document_of(source)
    matchups, prices = list(_objects(document, "participants", MAX_DEPTH)), _by_matchup(document)
    if not matchups:
        _require_matchups(source, has_prices=bool(prices))
        return
    for other in source.beside:
        if _has_prices(other.head):
            for matchup, sent in _by_matchup(document_of(other)).items():
                prices[matchup] += sent
    specials = [matchup for matchup in matchups if record(matchup.get("special"))]
    if specials and not prices:
        raise InvalidInput(
            f"{source.label} has matchups of Pinnacle without prices",
            hint="Import it with the answer of markets/straight: bbprops props import matchups.json markets.json",
        )
    parents = {text(matchup.get("id")): matchup for matchup in matchups}
    for special in specials:
        yield from _of_special(special, parents, prices.get(text(special.get("id")) or "", []), skipped)


def _require_matchups(source: Source, *, has_prices: bool) -> None:
    if not has_prices and not _is_empty(document_of(source)):
        raise InvalidInput(f"{source.label} has no matchups of Pinnacle", hint=OTHER_FORMAT)
    if has_prices and not any(_has_matchups(other.head) for other in source.beside):
        raise InvalidInput(
            f"{source.label} has prices of Pinnacle without matchups",
            hint="Import it with the answer of matchups: bbprops props import matchups.json markets.json",
        )


def _is_empty(document: object) -> bool:
    return document == [] or any(value == [] for value in record(document).values())


def _objects(node: object, key: str, depth: int) -> Iterator[Json]:
    """The objects with a key that holds a list, in lists or in objects that people have made."""
    if isinstance(node, dict) and isinstance(node.get(key), list):
        yield node
    elif depth and isinstance(node, list | dict):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _objects(value, key, depth - 1)


def _by_matchup(document: object) -> defaultdict[str, list[Json]]:
    found: defaultdict[str, list[Json]] = defaultdict(list)
    for market in _objects(document, "prices", MAX_DEPTH):
        found[text(market.get("matchupId")) or ""].append(market)
    return found


def _of_special(
    special: Json, parents: dict[str | None, Json], sent_markets: list[Json], skipped: Counter[str]
) -> Iterator[Found]:
    about = record(special.get("special"))
    category = (text(about.get("category")) or "").casefold()
    if "player" not in category:
        skipped[selections.GAME_LINES] += 1
        return
    if not sent_markets:
        skipped[WITHOUT_PRICES] += 1
    parent = record(special.get("parent")) or parents.get(text(special.get("parentId")), {})
    game = _game(special, parent)
    names = {text(one.get("id")): text(one.get("name")) or "" for one in records(special.get("participants"))}
    period = "season" if "season" in category else ""
    for market in sent_markets:
        for price in market["prices"]:
            row = {"matchup": special.get("id"), "description": about.get("description"), "price": price}
            if not isinstance(price, dict):
                yield STRANGE, row
            elif (text(market.get("status")) or "open") != "open":
                skipped[selections.CLOSED] += 1
            elif market.get("period") not in (0, None):
                skipped[selections.OTHER_BETS] += 1
            else:
                name = names.get(text(price.get("participantId"))) or text(price.get("designation")) or ""
                yield _selection(game, text(about.get("description")) or "", name, market, price, period), row


def _selection(game: Game, title: str, name: str, market: Json, price: Json, period: str) -> Selection | BadField:
    named = _player_and_market(title) if name.casefold() in _SIDES else (name, title)
    if named is None:
        return BadField("description", f"{title!r:.60} does not name a player and a market")
    player, label = named
    return Selection(
        platform=PLATFORM, game=game, player=player, market=label, choice=name, point=price.get("points"),
        american=price.get("price"), decimal=price.get("price"), period=period,
        is_alternate=market.get("isAlternate") is True,
    )  # fmt: skip


def _game(special: Json, parent: Json) -> Game:
    sides = {text(team.get("alignment")): text(team.get("name")) for team in records(parent.get("participants"))}
    league = record(special.get("league")) or record(parent.get("league"))
    name = text(league.get("name")) or ""
    sport = text(record(league.get("sport")).get("name")) or ""
    start = parent.get("startTime") or special.get("startTime")
    identifier = text(special.get("parentId")) or text(parent.get("id"))
    name = f"{name} {sport}" if name == "NCAA" else name
    return Game(identifier, name, start, sides.get("home"), sides.get("away"))


def _player_and_market(title: str) -> tuple[str, str] | None:
    """Player and market of `Ana Ruiz (Points)`, `Ana Ruiz Total Points` or `Ana Ruiz Points`."""
    if found := _IN_PARENTHESES.fullmatch(title) or _TOTAL.fullmatch(title):
        return found[1], found[2]
    words = title.split()
    ends = (place for place in range(2, len(words)) if markets.is_market(" ".join(words[place:])))
    place = next(ends, None)
    return (" ".join(words[:place]), " ".join(words[place:])) if place else None
