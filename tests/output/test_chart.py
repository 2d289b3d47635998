import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.output import chart

START = datetime(2025, 10, 5, 17, tzinfo=UTC)


def moments(*values: float, hours: float = 1) -> list[tuple[datetime, float]]:
    return [(START + timedelta(hours=hours * place), value) for place, value in enumerate(values)]


def test_sparkline_height_lasts_until_the_next_point() -> None:
    assert chart.sparkline(moments(1, 8, 4), width=5) == "▁▁██▄"


def test_sparkline_shows_simultaneous_points_side_by_side() -> None:
    assert chart.sparkline(moments(1, 2, hours=0)) == "▁█"


def test_sparkline_of_a_constant_value_is_flat() -> None:
    assert set(chart.sparkline(moments(7, 7, 7))) == {"▁"}


def test_charts_align_labels_and_skip_series_of_one_point(capsys: pytest.CaptureFixture[str]) -> None:
    chart.show([("a", moments(1, 2.5)), ("alone", moments(1)), ("lo\x1bng", moments(3, 3))])

    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"a {9}▁{31}█  1 → 2.5 \(\+1.5\)", first)
    assert re.fullmatch(r"lo\\x1bng  ▁{32}  3 → 3", second)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(-1e6, 1e6)), min_size=1, max_size=20), st.integers(2, 60))
def test_sparkline_of_any_series_fits_its_width(found: list[tuple[int, float]], width: int) -> None:
    points = sorted((START + timedelta(seconds=seconds), value) for seconds, value in found)

    drawn = chart.sparkline(points, chart.ASCII, width)

    assert len(drawn) in {width, len(points)}
    assert set(drawn) <= set(chart.ASCII)
