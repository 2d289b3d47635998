"""Times, lengths of time and time zones as people type them: 2025-10-05, 2025-10-05T17:00Z, today, -7d, 90d."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.nearest import did_you_mean

_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
ZONE_ALIASES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AKT": "America/Anchorage",
    "HT": "Pacific/Honolulu",
    "UK": "Europe/London",
}
# Each has one offset: in EST a summer game of 4:25 PM would start at 15:25.
_PART_OF_YEAR = {f"{zone[0]}{half}T": zone for zone in ("ET", "CT", "MT", "PT") for half in "SD"} | {
    "AKST": "AKT",
    "AKDT": "AKT",
    "BST": "UK",
    "CEST": "CET",
}
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_RELATIVE = r"(?P<base>now|today|yesterday|tomorrow)?\s*(?:(?P<sign>[+-])\s*(?P<number>\d+)(?P<unit>[mhdw]))?"


def parse_instant(text: str, now: datetime, *, option: str = "") -> datetime:
    """A typed time in UTC, absolute or relative to `now`.

    A time without a zone is in the zone of `now`; a date alone is midnight in that zone. Raises UsageError, which
    names the option that the text was given to.
    """
    try:
        return _relative(text.strip().lower(), now) or parse_iso(text.strip(), now.tzinfo)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{f'{option}: ' * bool(option)}{text[:60]!r} is not a date or time.",
            hint="Write 2025-10-05, 2025-10-05T17:00Z, today or -7d.",
        ) from None


def parse_past(text: str, now: datetime, *, option: str = "") -> datetime:
    """A typed time in UTC as `parse_instant` reads it; also a bare length of time: 90d means 90 days ago."""
    is_bare = re.fullmatch(r"\d+[mhdw]", text.strip().lower(), re.ASCII)
    return parse_instant(f"-{text}" if is_bare else text, now, option=option)


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
    return moment.astimezone(UTC)


def parse_iso(text: str, zone: tzinfo | None = UTC) -> datetime:
    """An ISO 8601 date or time in UTC; text without a zone is in `zone`. Raises ValueError or OverflowError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def extension(text: str) -> timedelta | None:
    """The length of time in a text such as +30d, which makes something longer; None for any other text."""
    found = re.fullmatch(r"\+\s*(\d{1,6}[mhdw])", text.strip().lower(), re.ASCII)
    return parse_span(found[1]) if found else None


def parse_span(text: str) -> timedelta:
    """A length of time such as 60s, 5m, 2h or 90d; a bare number is seconds. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,6})\s*([smhdw]?)", text.strip().lower(), re.ASCII)
    if not found:
        raise UsageError(f"{text[:60]!r} is not a length of time.", hint="Write 60s, 5m, 2h or 90d.")
    return timedelta(**{"seconds" if found[2] in {"", "s"} else _UNITS[found[2]]: int(found[1])})


def zone(name: str) -> tzinfo:
    """The time zone of a name such as America/New_York or ET; an empty name is UTC.

    Raises UsageError for an unknown name, and for one such as EST that is in use for a part of the year only.
    """
    upper = name.strip().upper()
    if upper in {"", "UTC", "Z"}:
        return UTC
    if meant := _PART_OF_YEAR.get(upper):
        raise UsageError(
            f"time zone {upper} is in use for a part of the year only.",
            hint=f"Write {meant}, which changes between winter and summer time.",
        )
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(ZONE_ALIASES.get(upper, name))
    except (KeyError, ValueError, OSError):  # unknown, outside the zone folder, or a folder of zones
        raise UsageError(
            f"time zone {name[:60]!r} does not exist.{did_you_mean(name, available_timezones())}",
            hint="Write a name such as America/New_York or ET.",
        ) from None


def zone_label(name: str) -> str:
    """The zone as the header of a column names it: ET for America/New_York, Berlin for Europe/Berlin."""
    short = {full: alias for alias, full in ZONE_ALIASES.items()}
    upper = name.strip().upper()
    if upper in {"", "UTC", "Z"}:
        return "UTC"
    return upper if upper in ZONE_ALIASES else short.get(name) or name.rpartition("/")[2].replace("_", " ")
