"""Times as providers send them, read into aware UTC."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})(?!\d)", re.ASCII),
    re.compile(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?!\d)", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)", re.ASCII),
)
_UNIX = re.compile(r"\d{9,10}(\.\d+)?|\d{13}", re.ASCII)
_HALF_DAY = re.compile(r"(\d{1,2}):(\d\d)(:\d\d)?\s*([ap])\.?m\.?(.*)", re.ASCII | re.IGNORECASE)
_EASTERN = re.compile(r"\s*E[SD]?T$")


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1 << 14)
def parse(sent: str | float) -> tuple[datetime, bool]:
    """The moment in UTC and whether a time of day was given; ValueError with a sentence when it is no moment.

    A date alone is the game day, 00:00 in New York; a time without a zone is UTC, one with ET is New York's.
    """
    text = str(sent).strip()
    try:
        moment, has_time = _from_unix(text) if _UNIX.fullmatch(text) else _from_calendar(text)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:60]!r} is not a date or time") from None
    if not EARLIEST <= moment < LATEST:
        raise ValueError(f"{text[:60]!r} is not within the years 1900 to 2199")
    return moment, has_time


def _from_unix(text: str) -> tuple[datetime, bool]:
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC), True


def _from_calendar(text: str) -> tuple[datetime, bool]:
    found = next((found for pattern in _DAYS if (found := pattern.match(text))), None)
    if not found:
        raise ValueError(text)
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    clock = text[found.end() :].lstrip("Tt ")
    if not clock:
        return datetime.combine(day, time(), NEW_YORK).astimezone(UTC), False
    zone = NEW_YORK if _EASTERN.search(clock) else UTC
    moment = datetime.fromisoformat(f"{day.isoformat()}T{_iso_clock(_EASTERN.sub('', clock))}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC), True


def _iso_clock(clock: str) -> str:
    """17:05Z for 5:05 PM, 17:05 UTC and their like; what is ISO already stays."""
    if found := _HALF_DAY.fullmatch(clock):
        hour, minute, seconds, half, zone = found.groups()
        if not 1 <= int(hour) <= 12:
            raise ValueError(clock)
        clock = f"{int(hour) % 12 + (12 if half in 'pP' else 0)}:{minute}{seconds or ''}{zone}"
    clock = clock.removesuffix("UTC").removesuffix("GMT").replace(" ", "")
    return clock if clock[1:2] != ":" else f"0{clock}"
