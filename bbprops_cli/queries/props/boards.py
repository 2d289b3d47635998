"""The board of a league and week, as an API serves it and `cache warm` keeps it."""

from typing import Any

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.props import selection
from bbprops_cli.queries.props.selection import PropChoice
from bbprops_cli.rules.cache.keys import Board

FIRST = 200  # props of one answer; an API pages through more


def first(db: Db, board: Board, limit: int = FIRST) -> list[dict[str, Any]]:
    """The first props of a board by player; a week without a season means the newest season on the board."""
    request = selection.request(db, PropChoice((board.league,) if board.league else (), board.season, board.week))
    page = listing.open_page(db, request._replace(limit=limit))
    names = [column.name for column in page.columns]
    return [dict(zip(names, row, strict=True)) for row in page]


def on_board(db: Db, leagues: list[str], season: str, week: int | None) -> list[Board]:
    """The boards of these leagues, or of all leagues: one per week where the league has weeks."""
    request = selection.request(db, PropChoice(tuple(leagues), season, week))
    where, parameters = listing.where_clause(request, db.dialect)
    rows = db.rows(f"SELECT DISTINCT league, week FROM prop_markets{where}", parameters)
    found = sorted(rows, key=lambda row: (row[0], -1 if row[1] is None else row[1]))
    return [Board(league, season, week) for league, week in found]
