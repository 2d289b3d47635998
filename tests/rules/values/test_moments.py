"""Times of the database at the ends of the calendar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.moments import in_zone, stored_time

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "zone"), [(FIRST, "America/New_York"), (LAST, "Pacific/Kiritimati")])
def test_moment_stays_in_utc_where_the_zone_has_no_such_year(moment: datetime, zone: str) -> None:
    assert in_zone(moment, ZoneInfo(zone)).tzinfo is UTC
    assert in_zone(datetime(2025, 10, 5, tzinfo=UTC), ZoneInfo(zone)).tzinfo == ZoneInfo(zone)


@pytest.mark.parametrize("text", ["10000-01-01 00:00:00.000000", "2025-13-01 00:00:00.000000", "x"])
def test_text_that_is_not_a_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="which is not a valid time"):
        stored_time(text)


def test_text_of_sqlite_is_a_time_in_utc() -> None:
    assert stored_time("0999-01-01 00:00:00.000000") == datetime(999, 1, 1, tzinfo=UTC)
