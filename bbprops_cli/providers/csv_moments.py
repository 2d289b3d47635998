"""Start times in tables: a day and a clock time in two columns, and the zone of times whose cells name none."""

import re
from collections.abc import Callable
from datetime import UTC, tzinfo

from bbprops_cli.providers.csv_fields import find_fields
from bbprops_cli.providers.csv_headers import fold_title, without_zone, zone_in
from bbprops_cli.providers.csv_plan import Plan
from bbprops_cli.providers.csv_samples import Rows, cells_of, is_date
from bbprops_cli.providers.csv_shapes import Shape
from bbprops_cli.providers.pipeline import Options
from bbprops_cli.rules.props.league_names import EASTERN
from bbprops_cli.rules.props.markets import split_league
from bbprops_cli.rules.values.provider_time import lacks_zone, zone_of

_DAYS = {"date", "day", "gamedate", "gameday", "eventdate", "matchdate", "startdate", "slatedate", "officialdate"}
_CLOCKS = re.compile(
    r"(?:start|game|match|event|kickoff|tip|tipoff|scheduled|local)*(?:time|kickoff|tip|tipoff|start|clock)"
)
# 7:05 PM ET, 19:05, 7:05p, 7 PM, 13:00:00+00:00
_TIME = re.compile(
    r"(\d{1,2})(?::(\d\d))?(:\d\d)?(?:\.0+)?\s*(?:([ap])\.?(?:m\.?)?(?![a-z]))?\s*\(?([ecmp][sd]?t|utc|gmt|z|[+-]\d\d:?\d\d)?\)?",
    re.IGNORECASE | re.ASCII,
)
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?$")


def joined(header: list[str], sample: Rows, options: Options) -> Shape | None:
    """Put the time of day into the column of the day, if each has a column and the zone is known.

    The zone may be in the cells, in the header of the times, in the options, or be the one of the league.
    """
    index = {
        field: place
        for field, title in options.columns.items()
        for place, found in enumerate(header)
        if fold_title(found) == fold_title(title)
    }
    why = find_fields(header, sample, index)
    places = _places(header, sample, index, options)
    if places is None:
        return None
    day, time = places
    title = header[time].strip()
    zone, reason = _zone(header, places, options, index, sample)
    if not zone and not options.zone and not all(found[5] for found in _times(sample, time)):
        note = f"times in {title} were not used, since no zone is known; --tz names it"
        return Shape(header, lambda row: [row], used=(title,), note=note)
    return Shape(
        header,
        _with_time(day, time, zone),
        used=(title,),
        why={header[day]: f"{why.get('game_date', '--map')}, with the time in {title}"},
        note=f"times in {title} without a zone were read as {reason}" if reason else "",
        layout="day and time in two columns",
    )


def _places(header: list[str], sample: Rows, index: dict[str, int], options: Options) -> tuple[int, int] | None:
    """The columns of the day and of the time of day; None if the table does not have both."""
    days = [place for place, title in enumerate(header) if fold_title(without_zone(title)) in _DAYS]
    day = index["game_date"] if "game_date" in options.columns else days[0] if days else None
    if day is None or not _are_days(sample, day):
        return None
    clocks = (place for place, title in enumerate(header) if _CLOCKS.fullmatch(fold_title(without_zone(title))))
    time = next((place for place in clocks if place != day and _times(sample, place)), None)
    return None if time is None else (day, time)


def _times(sample: Rows, place: int) -> list[re.Match[str]]:
    """The parts of the times of day in a column."""
    return [found for cell in cells_of(sample, place) if (found := _time_in(cell))]


def _are_days(sample: Rows, place: int) -> bool:
    """Whether the dates of a column have no time of day but midnight."""
    cells = [_MIDNIGHT.sub("", cell) for cell in cells_of(sample, place)]
    return any(map(is_date, cells)) and not any(":" in cell for cell in cells)


def _time_in(cell: str) -> re.Match[str] | None:
    """The parts of a time of day; None for a number alone, such as 7, and for any other text."""
    found = _TIME.fullmatch(cell.strip())
    return found if found and (found[2] or found[4]) else None


def _zone(
    header: list[str], places: tuple[int, int], options: Options, index: dict[str, int], sample: Rows
) -> tuple[str, str]:
    """The zone of times that name none, as text behind them, with the reason; blank if only --tz or nothing says it."""
    if zone := zone_in(header[places[1]]) or zone_in(header[places[0]]):
        return zone, f"{zone}, as the header says"
    if options.zone:
        return "", ""  # the dates get it when they are read
    named = cells_of(sample, index.get("league")) or ([options.league] if options.league else [])
    leagues = {split_league(one)[0] for one in named}
    if not leagues or not leagues <= EASTERN:
        return "", ""
    reason = f"ET, the zone of {', '.join(sorted(leagues))}; --tz names another"
    return "ET", "" if all(found[5] for found in _times(sample, places[1])) else reason


def _with_time(day: int, time: int, zone: str) -> Callable[[list[str]], list[list[str]]]:
    def change(row: list[str]) -> list[list[str]]:
        date, found = _MIDNIGHT.sub("", row[day].strip()), _time_in(row[time])
        if not (date and found):
            return [row]
        hour, minute, seconds, half, own = found.groups()
        clock = f"{hour}:{minute or '00'}{seconds or ''}{f' {half}m' if half else ''} {(own or zone).upper()}"
        return [[*row[:day], f"{date} {clock.strip()}", *row[day + 1 :]]]

    return change


def settle_zone(plan: Plan, sample: Rows, zone: tzinfo | None) -> None:
    """Decide on the zone of start times whose cells name none: of the header, of --tz, else UTC; a note says which."""
    place = plan.index.get("game_date")
    if place is None or plan.ours:
        return
    title = plan.header[place].strip()
    named = zone_in(title)
    plan.zone = zone_of(named) if named else zone or UTC
    if named:
        plan.zone_why = f"{named}, as the header says"
    else:
        plan.zone_why = f"{zone}, as --tz says" if zone else "UTC; --tz names another"
    if not any(map(lacks_zone, cells_of(sample, place))):
        plan.zone_why = f"as the cells say, else {plan.zone_why}"
    elif named not in {"UTC", "GMT"}:
        plan.notes.append(f"times in {title} without a zone were read as {plan.zone_why}")
