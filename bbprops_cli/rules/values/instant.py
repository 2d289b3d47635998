"""Moments and zones as people type them: 2025-10-05, 2025-10-05T17:00Z, today, -7d, today+12h."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.nearest import did_you_mean

_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_RELATIVE = r"(?P<base>now|today|yesterday|tomorrow)?\s*(?:(?P<sign>[+-])\s*(?P<number>\d+)(?P<unit>[mhdw]))?"


def parse_instant(text: str, now: datetime) -> datetime:
    """The moment in UTC; what names no zone is meant in the zone of `now`, a date alone is its midnight there."""
    try:
        return (_relative(text.strip().lower(), now) or _calendar(text.strip(), now)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text[:60]!r} is not a date or time.", hint="Write 2025-10-05, 2025-10-05T17:00Z, today or -7d."
        ) from None


def parse_past(text: str, now: datetime) -> datetime:
    """Likewise, where a bare length of time such as 90d means so long ago."""
    return parse_instant(f"-{text}" if re.fullmatch(r"\d+[mhdw]", text.strip().lower(), re.ASCII) else text, now)


def _relative(text: str, now: datetime) -> datetime | None:
    found = re.fullmatch(_RELATIVE, text, re.ASCII)
    if not text or not found:
        return None
    moment = now
    if found["base"] in _DAYS:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        moment = midnight + timedelta(days=_DAYS[found["base"]])
    if found["number"]:
        size = timedelta(**{_UNITS[found["unit"]]: int(found["number"])})
        moment += size if found["sign"] == "+" else -size
    return moment


def _calendar(text: str, now: datetime) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def parse_span(text: str) -> timedelta:
    """A length of time such as 60s, 5m, 2h or 90d; a bare number is seconds."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhdw]?)", text.strip().lower(), re.ASCII)
    if not found:
        raise UsageError(f"{text[:60]!r} is not a length of time.", hint="Write 60s, 5m, 2h or 90d.")
    return timedelta(**{"seconds" if found[2] in {"", "s"} else _UNITS[found[2]]: int(found[1])})


def zone(name: str) -> tzinfo:
    """The zone of that name, such as America/New_York; nothing is UTC."""
    if name.upper() in {"", "UTC"}:
        return UTC
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, outside the zone folder, or a folder of zones
        raise UsageError(
            f"There is no time zone {name[:60]!r}.{did_you_mean(name, available_timezones())}",
            hint="Write a name such as America/New_York.",
        ) from None
