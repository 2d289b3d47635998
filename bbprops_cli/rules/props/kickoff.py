"""When the game of a prop begins: at its start; on a day without a time, when that day ends in New York.

A day without a time is stored as 00:00 in New York, and so is a game that begins at that minute. A prop whose provider
sent the time has MIDNIGHT_START in its extra_metadata.
"""

from datetime import UTC, datetime, time, timedelta

from bbprops_cli.rules.values.provider_time import NEW_YORK, is_day

MIDNIGHT_START = "midnight_start"
DAY_ENDS = time(4)  # in New York, on the next day: the last game of a day in the United States is over


def begins(start: datetime, *, at_midnight: bool = False) -> datetime:
    """When a game counts as begun; `at_midnight` if the provider sent the time of a start at 00:00 in New York."""
    return _end(start) if is_day(start) and not at_midnight else start


def days_not_over(now: datetime) -> list[datetime]:
    """The days, as they are stored, that began before `now` and have not ended."""
    local = now.astimezone(NEW_YORK)
    midnights = (datetime.combine(local.date() - timedelta(days=back), time(), NEW_YORK) for back in (0, 1))
    return [midnight.astimezone(UTC) for midnight in midnights if _end(midnight) > now]


def _end(day: datetime) -> datetime:
    following = day.astimezone(NEW_YORK).date() + timedelta(days=1)
    return datetime.combine(following, DAY_ENDS, NEW_YORK).astimezone(UTC)
