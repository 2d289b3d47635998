"""The limits of `doctor`."""

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
