"""Times as the reader of a command types and reads them."""

from datetime import datetime

from bbprops_cli import settings
from bbprops_cli.clock import machine_time
from bbprops_cli.rules.values.moments import in_zone
from bbprops_cli.rules.values.typed_time import zone, zone_label


def for_reader(now: datetime | None = None) -> datetime:
    """The moment in the reader's time zone, by default now; `parse_instant` then reads typed times in that zone."""
    return in_zone(now or machine_time(), zone(settings.current().time_zone()))


def in_words(moment: datetime) -> str:
    """The moment in the reader's time zone, with the day of the week and the zone: Sun 2025-10-05 13:00 ET."""
    local = for_reader(moment)
    shown = local.replace(tzinfo=None).isoformat(" ", "minutes")  # strftime writes years before 1000 in fewer digits
    return f"{local:%a} {shown} {zone_label(settings.current().time_zone())}"
