"""The limits of `doctor`."""

from datetime import timedelta

import pytest

from bbprops_cli.rules.db import limits

GIGABYTE = 10**9


@pytest.mark.parametrize(
    ("free", "total", "verdict"),
    [
        (50 * GIGABYTE, 100 * GIGABYTE, "ok"),
        (11 * GIGABYTE, 1000 * GIGABYTE, "ok"),  # 1 %, but a lot
        (9 * GIGABYTE, 1000 * GIGABYTE, "warning"),
        (GIGABYTE, 4 * GIGABYTE, "ok"),  # a small disk
        (GIGABYTE // 10, 4 * GIGABYTE, "warning"),
        (GIGABYTE // 100, 4 * GIGABYTE, "error"),
        (0, 4 * GIGABYTE, "error"),
    ],
)
def test_disk_is_judged_by_share_and_by_bytes(free: int, total: int, verdict: str) -> None:
    assert limits.disk(free, total) == verdict


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=90), "90 s"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=30), "30 h"),
        (timedelta(days=7), "7 days"),
        (timedelta(days=300), "10 months"),
    ],
)
def test_span_is_in_its_largest_unit(length: timedelta, words: str) -> None:
    assert limits.span(length) == words


@pytest.mark.parametrize(("number", "words"), [(999, "999 bytes"), (1500, "1.5 kB"), (10**10, "10.0 GB")])
def test_size_is_in_its_largest_unit(number: int, words: str) -> None:
    assert limits.size(number) == words
