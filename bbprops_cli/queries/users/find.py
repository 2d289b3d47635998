"""People: chosen, shown with what is theirs, and counted."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from bbprops_cli.catalog import USERS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.queries import records, references
from bbprops_cli.queries.lists import columns, grouped, listing
from bbprops_cli.queries.lists.condition import containing
from bbprops_cli.queries.lists.listing import Filter, Request

SEARCHED = ("email", "username", "full_name")
SHORT = {"tier": "subscription_tier", "status": "subscription_status"}
FIGURES = (
    grouped.Part(Column("users", "int", "Number of users", 1), "count(*)"),
    grouped.Part(Column("active", "int", "Of them, how many may log in", 1), "count(*) FILTER (WHERE is_active)"),
    grouped.Part(
        Column("verified", "int", "Of them, whose address is confirmed", 1), "count(*) FILTER (WHERE is_verified)"
    ),
)


class Choice(NamedTuple):
    """The named options of a list; `expiring` is a number of days."""

    tiers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    active: bool | None = None
    expiring: int | None = None
    search: str = ""


def find(choice: Choice, now: datetime) -> Request:
    """The request for the users that are chosen; days are whole ones in UTC, so that every page has the same."""
    wanted = listing.filters(
        subscription_tier=choice.tiers, subscription_status=choice.statuses, is_active=choice.active
    )
    if choice.expiring is not None:
        today = datetime.combine(now.astimezone(UTC), time.min, UTC)
        last = today + timedelta(days=choice.expiring + 1, microseconds=-1)
        wanted += (Filter("subscription_expires_at", "between", (today, last)),)
    if choice.search:
        wanted += (Filter(SEARCHED, "like", containing(choice.search)),)
    return Request(USERS, "", wanted)


def describe(db: Db, reference: str) -> records.Pairs:
    """Column by column the user meant, and how much of each noun is theirs; raises NotFound or Ambiguous."""
    identifier = references.resolve(db, USERS, reference)
    counts = records.counts(db, USERS, [identifier])
    theirs = [(Column(each.noun.name, "int", f"Number of {each.noun.name}"), number) for each, number in counts.items()]
    return [*records.of_id(db, USERS, identifier), *theirs]


def by(dialect: Dialect, text: str) -> list[grouped.Part]:
    """What `--by` names: columns, tier and status for short, or the month in which the account was created."""
    return [_part(dialect, name) for name in columns.listed(text)]


def _part(dialect: Dialect, name: str) -> grouped.Part:
    if name == "month":
        return grouped.by_month(dialect, "created_at")
    return grouped.by_column(columns.find(USERS, SHORT.get(name, name), "--by"))
