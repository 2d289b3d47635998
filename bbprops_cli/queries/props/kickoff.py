"""Which props are on games that have begun, and when games begin: `rules.props.kickoff` in SQL."""

from collections.abc import Iterable
from datetime import datetime

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import where
from bbprops_cli.queries.lists.condition import Node
from bbprops_cli.rules.props.kickoff import MIDNIGHT_START, begins, days_not_over
from bbprops_cli.rules.values.moments import stored_time
from bbprops_cli.rules.values.provider_time import is_day


def begun(before: datetime) -> Node | None:
    """The condition for props of games that began before a time."""
    begins_before = f"game_date < '{before.isoformat()}'"
    days = _days(before)
    over = f" and (game_date not in {days} or extra_metadata.{MIDNIGHT_START} is not null)" if days else ""
    return where.parse(PROPS, begins_before + over, before)


def not_begun(now: datetime) -> Node | None:
    """The condition for props of games that have not begun, or whose start is not known."""
    begins_later = f"game_date is null or game_date > '{now.isoformat()}'"
    days = _days(now)
    lasts = f" or (game_date in {days} and extra_metadata.{MIDNIGHT_START} is null)" if days else ""
    return where.parse(PROPS, begins_later + lasts, now)


def beginnings(
    db: Db, stored: Iterable[datetime | str | None], clause: str, parameters: tuple[object, ...]
) -> dict[datetime, datetime]:
    """When games begin, by their stored start; the WHERE clause with its parameters chooses their props."""
    starts = [start for start in map(stored_time, stored) if start]
    days = [start for start in starts if is_day(start)]
    with_time: set[datetime | None] = set()
    if days:  # only now, since reading JSON of every prop would take longer than everything else
        flag, marks = db.dialect.json_text("extra_metadata", MIDNIGHT_START), ", ".join(["%s"] * len(days))
        found = db.rows(
            f"SELECT DISTINCT game_date FROM prop_markets{clause} AND game_date IN ({marks}) AND {flag} IS NOT NULL",
            (*parameters, *map(db.dialect.instant, days)),
        )
        with_time = {stored_time(start) for (start,) in found}
    return {start: begins(start, at_midnight=start in with_time) for start in starts}


def _days(now: datetime) -> str:
    days = ", ".join(f"'{day.isoformat()}'" for day in days_not_over(now))
    return f"({days})" if days else ""
