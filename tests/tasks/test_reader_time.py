"""Times in the zone of the reader."""

from datetime import UTC, datetime

import pytest

from bbprops_cli.rules.values.typed_time import parse_instant
from bbprops_cli.tasks.reader_time import for_reader, in_words

SUMMER, WINTER = datetime(2025, 7, 6, 17, tzinfo=UTC), datetime(2025, 12, 7, 18, 0, 30, tzinfo=UTC)


def test_typed_times_without_a_zone_are_in_the_zone_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_TZ", "ET")

    assert parse_instant("2025-07-06 13:00", for_reader(WINTER)) == SUMMER
    assert parse_instant("2025-12-07 13:00", for_reader(SUMMER)) == WINTER.replace(second=0)
    assert parse_instant("2025-07-06T17:00Z", for_reader()) == SUMMER


def test_without_a_setting_and_a_terminal_the_zone_is_utc() -> None:
    assert parse_instant("2025-07-06 17:00", for_reader()) == SUMMER
    assert in_words(SUMMER) == "Sun 2025-07-06 17:00 UTC"


def test_a_moment_in_words_names_day_and_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_TZ", "America/New_York")

    assert in_words(SUMMER) == "Sun 2025-07-06 13:00 ET"
    assert in_words(WINTER) == "Sun 2025-12-07 13:00 ET"
