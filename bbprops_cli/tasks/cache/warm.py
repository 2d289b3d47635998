"""Compute boards before an API is asked for them."""

from typing import NamedTuple

from bbprops_cli import settings
from bbprops_cli.cache import answers
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.queries.props import boards
from bbprops_cli.tasks.cache.connection import connected


class WarmBoard(NamedTuple):
    """A computed board; `stored` is False if the board changed while it was computed."""

    key: str
    props: int
    bytes: int
    stored: bool


class Warmed(NamedTuple):
    """All computed boards, and for how many seconds they are stored."""

    boards: list[WarmBoard]
    ttl: int

    @property
    def stored(self) -> int:
        """How many boards were stored."""
        return sum(each.stored for each in self.boards)


def warm(leagues: list[str], season: str, week: int | None) -> Warmed:
    """Compute and store the boards of these leagues, or of all leagues, one for each week.

    Reads the primary, because an answer from a replica that lags behind would be served until it expires.
    """
    warmed = Warmed([], settings.current().number("REDIS_CACHE_TTL"))
    with connected() as (client, _, prefix):
        with reading(target()) as db:
            wanted = boards.on_board(db, leagues, season, week)
        names = [answers.names(prefix, board.scope) for board in wanted]
        versions = [answers.begin_version(client, which) for which in names]  # before anything is read
        with reading(target()) as db:
            for board, which, version in zip(wanted, names, versions, strict=True):
                props = boards.first(db, board)
                body = answers.encode(props)
                stored = answers.store(client, which, body, version, warmed.ttl)
                warmed.boards.append(WarmBoard(which.answer, len(props), len(body), stored))
    return warmed
