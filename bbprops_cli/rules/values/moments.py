"""Times of the database, also at the ends of the calendar."""

from datetime import datetime, tzinfo

from bbprops_cli.errors import InvalidInput


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """The moment in a zone; as it is where the zone would need a year before 1 or after 9999."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def stored_time(value: datetime | str | None) -> datetime | None:
    """A time as a driver returns it, which is UTC text on SQLite; raises InvalidInput for text that is not a time."""
    try:
        return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
    except ValueError:
        raise InvalidInput(
            f"a row holds {value!r:.60}, which is not a valid time.", hint="Correct the row with SQL."
        ) from None
