"""Provider times: dates and times in the many spellings of providers, read into aware UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bbprops_cli.rules.values.moments import in_zone

NEW_YORK = ZoneInfo("America/New_York")

_DAYS = tuple(
    re.compile(pattern + r"(?!\d)", re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d\d)",
        r"(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<year>\d{4})",
        r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?:[A-Za-z]{3,9},? )?(?P<month>[A-Za-z]{3,9})\.?[ -](?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ -](?P<year>\d{4})",
        r"(?:[A-Za-z]{3,9},? )?(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3,9})\.?[ -](?P<year>\d{4}|\d\d)",
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNIX = re.compile(r"\d{9,10}(\.\d+)?|\d{13}", re.ASCII)
_HALF_DAY = re.compile(r"(\d{1,2}):(\d\d)(:\d\d)?\s*([ap])\.?m\.?(.*)", re.ASCII | re.IGNORECASE)
_AMERICAN = re.compile(r"\s*(?<![A-Za-z])([ECMP])[SD]?T$")
_ZONES = {
    "E": NEW_YORK,
    "C": ZoneInfo("America/Chicago"),
    "M": ZoneInfo("America/Denver"),
    "P": ZoneInfo("America/Los_Angeles"),
}
# Excel stores a date as days since 1899-12-30, which remain when a cell loses its format; here 1982 to 2119.
_EXCEL_DAYS = re.compile(r"[3-7]\d{4}(\.\d+)?", re.ASCII)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days are counted from it; they have no zone


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1 << 14)
def parse(sent: str | float, *, day_first: bool = False, zone: tzinfo = UTC) -> tuple[datetime, bool]:
    """A provider time in UTC, and whether it has a time of day.

    A date alone is the game day: 00:00 in New York. A time without a zone is in `zone`; ET, CT, PST and so on name one
    of the United States. A time of day that is 00:00 in New York has `fold` 1. With `day_first`, 2/11/2025 is in
    November. Raises ValueError with a sentence.
    """
    text = " ".join(str(sent).split())
    try:
        moment, has_time = _from_unix(text) if _UNIX.fullmatch(text) else _from_calendar(text, day_first, zone)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:60]!r} is not a date or time") from None
    if not EARLIEST <= moment < LATEST:
        raise ValueError(f"{text[:60]!r} is not within the years 1900 to 2199")
    # `fold` has no meaning in UTC, and comparisons ignore it: here it says that midnight is not just the day.
    return (moment.replace(fold=1) if has_time and is_day(moment) else moment), has_time


@lru_cache(maxsize=1 << 12)
def lacks_zone(text: str) -> bool:
    """Whether a text is a time of a day that does not say in which zone; False for a date alone and for other texts."""
    try:
        return parse(text)[0] != parse(text, zone=NEW_YORK)[0]
    except ValueError:
        return False


def zone_of(word: str) -> tzinfo:
    """The zone of a word such as ET, EST or UTC."""
    return _ZONES.get(word[:1].upper(), UTC) if word.upper().endswith("T") and word.upper() != "GMT" else UTC


@lru_cache(maxsize=1 << 12)
def is_day(moment: datetime) -> bool:
    """Whether a start is a day without a time, which is stored as its beginning in New York."""
    local = in_zone(moment, NEW_YORK)
    return not (local.hour or local.minute or local.second or local.microsecond)


def _from_unix(text: str) -> tuple[datetime, bool]:
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC), True


def _from_calendar(text: str, day_first: bool, zone: tzinfo) -> tuple[datetime, bool]:
    if _EXCEL_DAYS.fullmatch(text):
        text = (_EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))).isoformat().removesuffix("T00:00:00")
    found = next((found for pattern in _DAYS if (found := pattern.match(text))), None)
    if not found:
        raise ValueError(text)
    day = _day(found, swapped=day_first and found.re in _DAYS[1:3])
    clock = text[found.end() :].lstrip("Tt, ")
    if not clock:
        return datetime.combine(day, time(), NEW_YORK).astimezone(UTC), False
    american = _AMERICAN.search(clock)
    zone = _ZONES[american[1]] if american else UTC if clock.endswith(("UTC", "GMT")) else zone
    moment = datetime.fromisoformat(f"{day.isoformat()}T{_iso_clock(_AMERICAN.sub('', clock))}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC), True


def _day(found: re.Match[str], *, swapped: bool) -> date:
    year, month, day = found["year"], found["month"], int(found["day"])
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
    if swapped:
        number, day = day, number
    return date(int(year if len(year) == 4 else f"20{year}"), number, day)


def _iso_clock(clock: str) -> str:
    """A time of day in ISO 8601: 17:05 for `5:05 PM` and for `17:05 UTC`; ISO text stays as it is."""
    if found := _HALF_DAY.fullmatch(clock):
        hour, minute, seconds, half, zone = found.groups()
        if not 1 <= int(hour) <= 12:
            raise ValueError(clock)
        clock = f"{int(hour) % 12 + (12 if half in 'pP' else 0)}:{minute}{seconds or ''}{zone}"
    clock = clock.removesuffix("UTC").removesuffix("GMT").replace(" ", "")
    return clock if clock[1:2] != ":" else f"0{clock}"
