"""Which experiments a command works on: all, or those that match its filters."""

from datetime import datetime
from typing import NamedTuple

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request


class ExperimentChoice(NamedTuple):
    """Filters on experiments; an empty one leaves all experiments."""

    user: str = ""  # email address, username or id
    snapshot: str = ""  # name or id
    leagues: tuple[str, ...] = ()
    week: int | None = None
    risk_modes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None


def request(db: Db, choice: ExperimentChoice) -> Request:
    """The request for the chosen experiments; raises NotFound or Ambiguous for a user or a snapshot."""
    wanted = references.belonging(db, user=choice.user, snapshot=choice.snapshot)
    wanted += listing.filters(
        league=choice.leagues, week=choice.week, risk_mode=choice.risk_modes, status=choice.statuses
    )
    wanted += (Filter("timestamp", ">=", choice.since),) if choice.since else ()
    return Request(EXPERIMENTS, "", wanted)
