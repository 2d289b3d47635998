"""Select users, describe one with the number of their rows, and count users."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from bbprops_cli.catalog import USERS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.queries import records, references
from bbprops_cli.queries.lists import columns, grouped, listing
from bbprops_cli.queries.lists.listing import Filter, Request
from bbprops_cli.queries.lists.values import containing

SEARCHED = ("email", "username", "full_name")
ABBREVIATIONS = {"tier": "subscription_tier", "status": "subscription_status"}
FIGURES = (
    grouped.Part(Column("users", "int", "Number of users", 1), "count(*)"),
    grouped.Part(Column("active", "int", "Users who can log in", 1), "count(*) FILTER (WHERE is_active)"),
    grouped.Part(
        Column("verified", "int", "Users with a confirmed email address", 1), "count(*) FILTER (WHERE is_verified)"
    ),
)


class Choice(NamedTuple):
    """Filters of a list; `expiring` selects subscriptions that end within this number of days."""

    tiers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    active: bool | None = None
    expiring: int | None = None
    search: str = ""


def find(db: Db, choice: Choice) -> Request:
    """The request for these users; days are whole days in UTC, so that all pages of a list use the same bounds."""
    wanted = listing.filters(
        subscription_tier=choice.tiers, subscription_status=choice.statuses, is_active=choice.active
    )
    if choice.expiring is not None:
        today = datetime.combine(db.now().astimezone(UTC), time.min, UTC)
        last = today + timedelta(days=choice.expiring + 1, microseconds=-1)
        wanted += (Filter("subscription_expires_at", "between", (today, last)),)
    if choice.search:
        wanted += (Filter(SEARCHED, "like", containing(choice.search)),)
    return Request(USERS, "", wanted)


def describe(db: Db, reference: str) -> records.Pairs:
    """The columns of a user and the number of their experiments and slips; raises NotFound or Ambiguous."""
    identifier = references.resolve(db, USERS, reference)
    counts = records.counts(db, USERS, [identifier])
    numbers = [
        (Column(each.noun.name, "int", f"Number of {each.noun.name}"), number) for each, number in counts.items()
    ]
    return [*records.of_id(db, USERS, identifier), *numbers]


def by(dialect: Dialect, text: str) -> list[grouped.Part]:
    """The groups that --by names: columns, `tier`, `status`, or `month` for the month of creation."""
    return [_part(dialect, name) for name in columns.listed(text)]


def _part(dialect: Dialect, name: str) -> grouped.Part:
    if name == "month":
        return grouped.by_month(dialect, "created_at")
    return grouped.by_column(columns.find(USERS, ABBREVIATIONS.get(name, name), "--by"))
