"""What a capture of the board contains: props of one season; a week and a day, if they all share one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.snapshots.shape import league_of
from bbprops_cli.rules.values.moments import in_zone
from bbprops_cli.rules.values.provider_time import NEW_YORK


class Slice(NamedTuple):
    """The number of props of one league, season and week, with the starts of their first and last games.

    `begins` is when the first game begins, if that is not its start.
    """

    league: str
    season: str | None
    week: int | None
    props: int
    first: datetime | None
    last: datetime | None
    begins: datetime | None = None


class CaptureContent(NamedTuple):
    """The columns that a capture fills from its props, and how many props it has; `kickoff` is the first game."""

    league: str
    season: str | None
    week: int | None
    props: int
    kickoff: datetime | None
    game_date: datetime | None


def content(slices: Sequence[Slice]) -> CaptureContent:
    """The content of a capture of these slices of the board; raises Conflict for none and for two seasons."""
    if not slices:
        raise Conflict(
            "no active prop on the board matches; nothing was captured.", hint="List the board with: bbprops props list"
        )
    seasons = sorted({each.season for each in slices if each.season is not None})
    if len(seasons) > 1:
        raise Conflict(
            f"cannot capture props of {len(seasons)} seasons: {', '.join(seasons)}.",
            hint=f"Pass --season {seasons[-1]}.",
        )
    weeks = {each.week for each in slices}
    kickoff = min((each.begins or each.first for each in slices if each.first), default=None)
    first = min((each.first for each in slices if each.first), default=None)
    last = max((each.last for each in slices if each.last), default=None)
    one_day = first and last and _day(first) == _day(last)
    return CaptureContent(
        league_of([each.league for each in slices]),
        seasons[0] if seasons else None,
        weeks.pop() if len(weeks) == 1 else None,
        sum(each.props for each in slices),
        kickoff,
        first if one_day else None,
    )


def _day(moment: datetime) -> str:
    return in_zone(moment, NEW_YORK).date().isoformat()
