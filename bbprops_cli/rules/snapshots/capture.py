"""What a capture of the board is a snapshot of: one season, and a league, week and day as far as they are one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.snapshots.shape import league_of
from bbprops_cli.rules.values.provider_time import NEW_YORK


class Slice(NamedTuple):
    """The props of one league, season and week, and their first and last games."""

    league: str
    season: str | None
    week: int | None
    props: int
    first: datetime | None
    last: datetime | None


class Content(NamedTuple):
    """What the snapshot is filed under."""

    league: str
    season: str | None
    week: int | None
    props: int
    kickoff: datetime | None
    game_date: datetime | None


def content(slices: Sequence[Slice]) -> Content:
    """What these slices of the board make; raises Conflict for none, and for two seasons."""
    if not slices:
        raise Conflict("No active prop on the board fits; nothing was captured.", hint="Look with: bbprops props list")
    seasons = sorted({each.season for each in slices if each.season is not None})
    if len(seasons) > 1:
        raise Conflict(
            f"These props are of {len(seasons)} seasons: {', '.join(seasons)}; nothing was captured.",
            hint=f"Add --season {seasons[-1]}.",
        )
    weeks = {each.week for each in slices}
    kickoff = min((each.first for each in slices if each.first), default=None)
    last = max((each.last for each in slices if each.last), default=None)
    one_day = kickoff and last and _day(kickoff) == _day(last)
    return Content(
        league_of([each.league for each in slices]),
        seasons[0] if seasons else None,
        weeks.pop() if len(weeks) == 1 else None,
        sum(each.props for each in slices),
        kickoff,
        kickoff if one_day else None,
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(NEW_YORK).date().isoformat()
