"""What a capture of the board contains."""

from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.errors import Conflict
from bbprops_cli.rules.snapshots.capture import Slice, content

EVENING = datetime(2025, 10, 6, 0, 20, tzinfo=UTC)  # 20:20 on 5 October in New York
NOON = EVENING - timedelta(hours=8)


def part(
    league: str = "NFL", season: str | None = "2025", week: int | None = 5, first: datetime | None = NOON
) -> Slice:
    return Slice(league, season, week, 10, first, first and EVENING)


def test_a_capture_of_one_league_season_week_and_day_is_filed_under_them() -> None:
    found = content([part()])

    assert (found.league, found.season, found.week, found.props) == ("NFL", "2025", 5, 10)
    assert found.kickoff == found.game_date == NOON


def test_a_capture_of_two_leagues_and_weeks_has_both_leagues_and_no_week() -> None:
    found = content([part(), part("NBA", None, 6)])

    assert (found.league, found.season, found.week, found.props) == ("NBA+NFL", "2025", None, 20)


def test_a_capture_of_several_days_has_a_kickoff_but_no_day() -> None:
    found = content([part(), part(first=NOON - timedelta(days=1))])

    assert (found.kickoff, found.game_date) == (NOON - timedelta(days=1), None)


def test_a_capture_without_game_times_has_no_kickoff() -> None:
    found = content([part(first=None)])

    assert (found.kickoff, found.game_date) == (None, None)


@pytest.mark.parametrize(
    ("slices", "message"),
    [
        ([], "no active prop on the board matches; nothing was captured."),
        ([part(), part(season="2024")], "cannot capture props of 2 seasons: 2024, 2025."),
    ],
)
def test_a_capture_of_nothing_or_of_two_seasons_is_refused(slices: list[Slice], message: str) -> None:
    with pytest.raises(Conflict) as refused:
        content(slices)
    assert str(refused.value) == message
