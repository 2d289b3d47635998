"""Times, lengths of time and time zones as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.typed_time import parse_instant, parse_iso, parse_past, parse_span, zone, zone_label

NOW = datetime(2025, 10, 5, 17, 30, tzinfo=UTC)
IN_NEW_YORK = NOW.astimezone(ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-10-05", "2025-10-05T00:00"),
        ("2025-10-05T17:00Z", "2025-10-05T17:00"),
        (" 2025-10-05 17:00:01.5 ", "2025-10-05T17:00:01.5"),
        ("2025-10-05T13:00-04:00", "2025-10-05T17:00"),
        ("now", "2025-10-05T17:30"),
        ("Today", "2025-10-05T00:00"),
        ("yesterday", "2025-10-04T00:00"),
        ("tomorrow", "2025-10-06T00:00"),
        ("-7d", "2025-09-28T17:30"),
        ("+90m", "2025-10-05T19:00"),
        ("-2w", "2025-09-21T17:30"),
        ("today+12h", "2025-10-05T12:00"),
        ("today - 1d", "2025-10-04T00:00"),
    ],
)
def test_absolute_and_relative_times_are_read_as_typed(text: str, moment: str) -> None:
    assert parse_instant(text, NOW) == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert parse_past(text, NOW) == parse_instant(text, NOW)


def test_an_iso_time_without_a_zone_is_in_the_given_zone_else_in_utc() -> None:
    assert parse_iso("2025-12-01 12:00") == datetime(2025, 12, 1, 12, tzinfo=UTC)
    assert parse_iso("2025-12-01 12:00", IN_NEW_YORK.tzinfo) == datetime(2025, 12, 1, 17, tzinfo=UTC)
    assert parse_iso("2025-12-01T12:00+01:00", IN_NEW_YORK.tzinfo) == datetime(2025, 12, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize("text", ["90d", " 90D "])
def test_a_length_of_time_is_read_as_that_long_ago(text: str) -> None:
    assert parse_past(text, NOW) == datetime(2025, 7, 7, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2025-10-05", "2025-10-05T04:00"), ("today", "2025-10-05T04:00"), ("2025-12-01 12:00", "2025-12-01T17:00")],
)
def test_a_typed_time_without_a_zone_is_in_the_zone_of_now(text: str, moment: str) -> None:
    assert parse_instant(text, IN_NEW_YORK) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", "5", "7d", "-7", "2025-13-01", "-9999999999d", "+99999999w", "0001-01-01T00:00+14"]
)
def test_text_that_is_not_a_typed_time_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="is not a date or time"):
        parse_instant(text, NOW)


def test_the_error_names_the_option() -> None:
    with pytest.raises(UsageError, match=r"^--expires: 'soon' is not a date or time"):
        parse_instant("soon", NOW, option="--expires")
    with pytest.raises(UsageError, match=r"^--ended-before: 'soon' is not a date or time"):
        parse_past("soon", NOW, option="--ended-before")


@given(text=st.text(max_size=30))
def test_any_text_is_a_typed_time_in_utc_or_a_usage_error(text: str) -> None:
    try:
        moment = parse_instant(text, IN_NEW_YORK)
    except UsageError:
        return
    assert moment.tzinfo is UTC


def test_a_time_zone_is_found_by_name() -> None:
    assert zone("") is UTC
    assert zone("utc") is UTC
    assert str(zone("America/New_York")) == "America/New_York"


@pytest.mark.parametrize(
    ("name", "meant", "label"),
    [
        ("ET", "America/New_York", "ET"),
        ("pt", "America/Los_Angeles", "PT"),
        ("UK", "Europe/London", "UK"),
        ("America/Chicago", "America/Chicago", "CT"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("CET", "CET", "CET"),
    ],
)
def test_zones_have_short_names(name: str, meant: str, label: str) -> None:
    assert str(zone(name)) == meant
    assert zone_label(name) == label


@pytest.mark.parametrize(
    ("name", "better"), [("EST", "ET"), ("pdt", "PT"), ("CST", "CT"), ("MDT", "MT"), ("BST", "UK"), ("CEST", "CET")]
)
def test_a_zone_of_half_a_year_is_refused_with_the_one_for_all_year(name: str, better: str) -> None:
    with pytest.raises(UsageError, match="in use for a part of the year only") as failure:
        zone(name)

    assert failure.value.hint == f"Write {better}, which changes between winter and summer time."


@pytest.mark.parametrize("name", ["America", "../etc/passwd", "/etc/passwd", "Mars/Base", "x\0", "\ud800"])
def test_an_unknown_time_zone_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match=r"^time zone '.*' does not exist\."):
        zone(name)


@pytest.mark.parametrize(
    ("text", "seconds"), [("60s", 60), ("90", 90), ("5m", 300), ("2H", 7200), ("1d", 86400), ("2 w", 1209600)]
)
def test_a_length_of_time_is_read_with_its_unit(text: str, seconds: int) -> None:
    assert parse_span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "s", "-5s", "1y", "1.5h", "5 m s"])
def test_text_that_is_not_a_length_of_time_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="is not a length of time"):
        parse_span(text)
