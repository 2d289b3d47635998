"""A day, and its time in a column whose header names the zone: together they are the moment of the game."""

import re
from collections.abc import Iterable, Iterator

from bbprops_cli.providers.csv_columns import compact
from bbprops_cli.providers.csv_samples import Rows, cells_of

_DAYS = {"date", "gamedate", "gameday", "eventdate", "matchdate", "startdate"}
# Start Time (CST), time_et
_HEADER = re.compile(r"(?:(?:start|game|match|event|kickoff)[\s_]*)?time[\s_]*\(?([ecmp][sd]?t)\)?", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE | re.ASCII)

Clock = tuple[int, int, str]  # the columns of day and time, and the zone


def split_moments(header: list[str], sample: Rows) -> Clock | None:
    """Where day and time are, unless the day has a time already."""
    day = next((place for place, title in enumerate(header) if compact(title) in _DAYS), None)
    if day is None or any(":" in cell for cell in cells_of(sample, day)):
        return None
    for place, title in enumerate(header):
        found, times = _HEADER.fullmatch(title.strip()), cells_of(sample, place)
        if found and times and all(map(_TIME.fullmatch, times)):
            return day, place, found[1].upper()
    return None


def with_moments(records: Iterable[tuple[int, list[str]]], clock: Clock, width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows with the moment where the day was; one that is too short or too long stays as it is."""
    day, time, zone = clock
    for line, row in records:
        if len(row) == width and row[day].strip() and _TIME.fullmatch(row[time].strip()):
            row[day] = f"{row[day].strip()} {row[time].strip()} {zone}"
        yield line, row
