from datetime import UTC, datetime, timedelta

import pytest

from bbprops_cli.rules.props.kickoff import begins, days_not_over
from bbprops_cli.rules.values.provider_time import parse

SUNDAY = datetime(2025, 10, 5, 4, tzinfo=UTC)  # 00:00 in New York


def test_a_game_begins_at_its_start() -> None:
    start = datetime(2025, 10, 5, 17, tzinfo=UTC)

    assert begins(start) == start


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (SUNDAY, datetime(2025, 10, 6, 8, tzinfo=UTC)),
        (datetime(2025, 1, 5, 5, tzinfo=UTC), datetime(2025, 1, 6, 9, tzinfo=UTC)),  # winter
        (datetime(2025, 11, 1, 4, tzinfo=UTC), datetime(2025, 11, 2, 9, tzinfo=UTC)),  # clocks go back that night
        (datetime(2025, 3, 8, 5, tzinfo=UTC), datetime(2025, 3, 9, 8, tzinfo=UTC)),  # clocks go forward that night
    ],
)
def test_a_day_without_a_time_begins_when_it_ends_in_new_york(day: datetime, end: datetime) -> None:
    assert begins(day) == end


def test_a_game_that_begins_at_midnight_begins_then() -> None:
    assert begins(SUNDAY, at_midnight=True) == SUNDAY


@pytest.mark.parametrize(
    ("after", "lasting"),
    [(timedelta(0), 2), (timedelta(hours=4) - timedelta(seconds=1), 2), (timedelta(hours=4), 1), (timedelta(1), 2)],
)
def test_a_day_lasts_until_four_in_the_morning_of_the_next(after: timedelta, lasting: int) -> None:
    now = SUNDAY + after
    days = days_not_over(now)

    assert len(days) == lasting
    assert all(day <= now < begins(day) for day in days)


@pytest.mark.parametrize(
    ("sent", "has_time"),
    [
        ("2025-10-05", False),
        ("10/5/2025", False),
        ("2025-10-05T04:00:00Z", True),
        ("2025-10-05 12:00 AM ET", True),
        ("1759636800", True),
    ],
)
def test_a_time_that_is_midnight_in_new_york_differs_from_the_day(sent: str, has_time: bool) -> None:
    moment, _ = parse(sent)

    assert (moment, bool(moment.fold)) == (SUNDAY, has_time)
