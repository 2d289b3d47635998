"""Times as the reader of a command types and reads them."""

from datetime import datetime

from bbprops_cli import settings
from bbprops_cli.clock import machine_time
from bbprops_cli.rules.values.typed_time import zone, zone_label


def for_reader(now: datetime | None = None) -> datetime:
    """The moment in the reader's time zone, by default now; `parse_instant` then reads typed times in that zone."""
    return (now or machine_time()).astimezone(zone(settings.current().time_zone()))


def in_words(moment: datetime) -> str:
    """The moment in the reader's time zone, with the day of the week and the zone: Sun 2025-10-05 13:00 ET."""
    seconds = ":%S" if moment.second else ""
    return f"{for_reader(moment):%a %Y-%m-%d %H:%M{seconds}} {zone_label(settings.current().time_zone())}"
