"""Which slips a command works on: all, or those that match its filters."""

from typing import NamedTuple

from bbprops_cli.catalog import SLIPS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request

NO_ROW = "false"


class SlipChoice(NamedTuple):
    """Filters on slips; an empty one leaves all slips."""

    user: str = ""  # email address, username or id
    placed: bool | None = None
    platforms: tuple[str, ...] = ()
    min_ev: float | None = None
    legs: int | None = None
    snapshot: str = ""  # name or id
    week: int | None = None  # of the snapshot
    leagues: tuple[str, ...] = ()  # of the snapshot


def request(db: Db, choice: SlipChoice) -> Request:
    """The request for the chosen slips; raises NotFound or Ambiguous for a user or a snapshot."""
    wanted = listing.filters(is_placed=choice.placed, platform=choice.platforms)
    wanted += references.belonging(db, user=choice.user, snapshot=choice.snapshot)
    wanted += (Filter("ev", ">=", choice.min_ev),) if choice.min_ev is not None else ()
    scope = []
    if choice.week is not None or choice.leagues:
        found = _snapshots(db, choice)
        wanted += listing.filters(snapshot_id=found)
        scope += [] if found else [NO_ROW]
    if choice.legs is not None:
        scope.append(f"{db.dialect.json_length('legs')} = {choice.legs:d}")
    return Request(SLIPS, " AND ".join(scope), wanted)


def _snapshots(db: Db, choice: SlipChoice) -> list[str]:
    """The ids of the snapshots of the chosen week and leagues."""
    filters = listing.filters(week=choice.week, league=choice.leagues)
    return [row[0] for row in listing.open_page(db, Request(SNAPSHOTS, "", filters, fields="id"))]
