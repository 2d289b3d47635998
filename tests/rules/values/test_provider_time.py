from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.rules.values.provider_time import parse


@pytest.mark.parametrize(
    "sent",
    [
        "2025-10-05T17:00:00Z",
        "2025-10-05T17:00:00",
        "2025-10-05 17:00",
        "2025-10-05T13:00:00-04:00",
        "2025-10-05T13:00:00.000-0400",
        "2025-10-05T17:00:00.0000000+00:00",
        "2025-10-05 17:00:00 UTC",
        "10/5/2025 17:00",
        "10/05/2025 5:00 PM",
        "2025/10/05 5:00:00pm",
        "2025-10-05 1:00 PM ET",
        "10/5/2025 13:00 EDT",
        "20251005T17:00:00Z",
        "10/5/25 17:00",
        "5.10.2025 17:00",
        "Oct 5, 2025 5:00 PM",
        "Sunday, October 5th, 2025, 17:00",
        "Sun, 05 Oct 2025 17:00:00 GMT",
        "05-Oct-25 17:00",
        "2025-10-05 12:00 CT",
        "2025-10-05 10:00 PDT",
        "45935.7083333333",
        1759683600,
        "1759683600",
        1759683600000,
        1759683600.0,
    ],
)
def test_one_time_is_read_from_the_spellings_of_many_providers(sent: str | float) -> None:
    assert parse(sent) == (datetime(2025, 10, 5, 17, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "sent",
    ["2025-10-05", "10/5/2025", "10/5/25", "10-05-2025", "Oct-05-2025", "20251005", " 2025/10/5 ", "05.10.2025",
     "5 Oct 2025", "45935", 45935],
)  # fmt: skip
def test_a_provider_date_without_a_time_is_the_game_day_in_new_york(sent: str | float) -> None:
    assert parse(sent) == (datetime(2025, 10, 5, 4, tzinfo=UTC), False)


def test_day_first_swaps_day_and_month() -> None:
    assert parse("5/10/2025 17:00", day_first=True) == (datetime(2025, 10, 5, 17, tzinfo=UTC), True)
    assert parse("05-10-2025", day_first=True) == parse("2025-10-05", day_first=True) == parse("2025/10/5")


def test_microseconds_are_kept_and_longer_fractions_are_cut() -> None:
    assert parse("2025-10-05T17:00:00.1234567Z")[0].microsecond == 123456


@pytest.mark.parametrize(
    "sent",
    ["", "soon", "2025-13-01", "2025-02-29", "17:00", "10/5/025", "2025-10-05T25:00", "2025-10-05 13:00 PM",
     5, -1, "0001-01-01", "9999-12-31T23:59:59-12:00", "2025-10-05T17:00:00Zulu", "2025100", "Oktember 5, 2025",
     "13/5/2025", "Oct 5", "2025-10-05 17:00 MT+1"],
)  # fmt: skip
def test_text_that_is_not_a_time_is_refused_with_a_sentence(sent: str | float) -> None:
    with pytest.raises(ValueError, match="is not"):
        parse(sent)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1900 <= moment.year < 2200))
def test_an_iso_time_is_read_back_unchanged(moment: datetime) -> None:
    assert parse(moment.isoformat()) == (moment, True)


@given(st.one_of(st.text(), st.from_regex(r"[0-9/:T\-. Z+]{1,40}", fullmatch=True), st.floats(), st.integers()))
def test_any_text_is_a_time_in_utc_or_refused_with_a_sentence(sent: str | float) -> None:
    try:
        moment, _ = parse(sent)
    except ValueError:
        return
    assert moment.tzinfo is UTC
