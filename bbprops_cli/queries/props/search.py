"""Search props by the name of a player, despite typos, accents and case."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import columns, listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.props import player_names
from bbprops_cli.rules.props import player_search

BATCH_NAMES = 100  # looked up in one query
ORDER = "market_type,platform,line"
PLAYERS = (
    Column("player_name", "text", "Name as the provider sent it", 1, "player"),
    Column("league", "text", "League of the props with that name", 2),
    Column("score", "float", "How well the name matches, up to 100", 3),
    Column("props", "int", "Number of props", 2),
)


class Player(NamedTuple):
    """A name that may be meant, with the number of its props in one league."""

    player_name: str
    league: str
    score: float
    props: int


class Found(NamedTuple):
    """What a search shows, and how many rows there are without a limit."""

    rows: Iterable[Row]
    columns: Sequence[Column]
    total: int


def find_players(db: Db, request: Request, text: str) -> Found:
    """The names that the text may mean, best match first, under PLAYERS; at most the limit of the request."""
    found = _players(db, request, text)
    return Found(found[: request.limit or None], PLAYERS, len(found))


def find_props(db: Db, request: Request, text: str) -> Found:
    """The props of the names that the text may mean, best match first, each player's by market, platform and line.

    At most the limit of the request, with the columns that it names.
    """
    shown = columns.chosen(request.noun, request.fields)
    found = _players(db, request, text)
    names = dict.fromkeys(player.player_name for player in found)
    pages = (listing.open_page(db, _named(request, [name])._replace(sort=ORDER)) for name in names)
    rows = islice(chain.from_iterable(pages), request.limit or None)
    return Found(rows, shown, sum(player.props for player in found))


def _players(db: Db, request: Request, text: str) -> list[Player]:
    """The players that the text may mean among the props of the request, best match first."""
    matches = iter(player_search.ranked(text, player_names.everyone(db)))
    while batch := list(islice(matches, BATCH_NAMES)):
        numbers = _numbers(db, request, [match.name for match in batch])
        found = [
            Player(name, league, round(score, 1), number)
            for name, score in batch
            for league, number in numbers.get(name, [])
        ]
        if found:
            return [player for player in found if player.score >= found[0].score - player_search.NEAR_SCORE]
    return []


def _numbers(db: Db, request: Request, names: list[str]) -> dict[str, list[tuple[str, int]]]:
    """For each name, the number of props of the request by league."""
    where, parameters = listing.where_clause(_named(request, names), db.dialect)
    rows = db.rows(
        f"SELECT player_name, league, count(*) FROM prop_markets{where}"
        " GROUP BY player_name, league ORDER BY player_name, league",
        parameters,
    )
    numbers: dict[str, list[tuple[str, int]]] = {}
    for name, league, number in rows:
        numbers.setdefault(name, []).append((league, number))
    return numbers


def _named(request: Request, names: list[str]) -> Request:
    """The request, only for players of these names."""
    return request._replace(filters=(*request.filters, Filter("player_name", "in", names)))
