"""Props by a player's name as people type it."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.props import player_names
from bbprops_cli.rules.props import player_search

BATCH = 100  # names looked up at once
ORDER = "market_type,platform,line"
FOUND = (
    Column("player_name", "text", "Name as the provider sent it", 1, "player"),
    Column("league", "text", "Where props of that name are", 2),
    Column("score", "float", "How well the name fits, up to 100", 3),
    Column("props", "int", "Number of props", 2),
)


class Player(NamedTuple):
    """A name that may be meant, with what there is of it in one league."""

    player_name: str
    league: str
    score: float
    props: int


def players(db: Db, request: Request, text: str) -> list[Player]:
    """Whom the text may mean among the rows of the request, the best first."""
    matches = iter(player_search.ranked(text, player_names.everyone(db)))
    while batch := list(islice(matches, BATCH)):
        held = _held(db, request, [match.name for match in batch])
        found = [
            Player(name, league, round(score, 1), number)
            for name, score in batch
            for league, number in held.get(name, [])
        ]
        if found:
            return [player for player in found if player.score >= found[0].score - player_search.NEAR_SCORE]
    return []


def _held(db: Db, request: Request, names: list[str]) -> dict[str, list[tuple[str, int]]]:
    """For each name the leagues in which the request has props of it, and how many."""
    where, parameters = listing.selection(_of(request, names), db.dialect)
    rows = db.rows(
        f"SELECT player_name, league, count(*) FROM prop_markets{where}"
        " GROUP BY player_name, league ORDER BY player_name, league",
        parameters,
    )
    held: dict[str, list[tuple[str, int]]] = {}
    for name, league, number in rows:
        held.setdefault(name, []).append((league, number))
    return held


def _of(request: Request, names: list[str]) -> Request:
    return request._replace(filters=(*request.filters, Filter("player_name", "in", names)))


def props(db: Db, request: Request, found: list[Player]) -> Iterator[Row]:
    """Their props in that order, each player's by market, platform and line; at most the request's limit."""
    names = dict.fromkeys(player.player_name for player in found)
    pages = (listing.open_page(db, _of(request, [name])._replace(sort=ORDER)) for name in names)
    return islice(chain.from_iterable(pages), request.limit or None)
