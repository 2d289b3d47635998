import sqlite3

import pytest

from bbprops_cli.providers import grouping
from bbprops_cli.providers.grouping import Groups


def test_groups_come_in_the_order_of_their_first_rows_and_their_rows_in_their_own() -> None:
    with Groups[int]() as groups:
        for number in (30, 11, 20, 10, 31, 12):
            groups.add(str(number // 10), number)

        assert list(groups) == [[30, 31], [11, 10, 12], [20]]


def test_more_than_the_cache_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "CACHE_KIB", 64)
    with Groups[bytes]() as groups:
        for number in range(4000):
            groups.add(str(number % 2000), bytes(400) + number.to_bytes(2))

        found = [[int.from_bytes(row[-2:]) for row in group] for group in groups]

    assert found == [[number, number + 2000] for number in range(2000)]


def test_what_cannot_be_put_aside_is_not() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with Groups[object]() as groups:
        with pytest.raises(RecursionError):
            groups.add("a", deep)

        assert list(groups) == []


def test_nothing_is_left_open() -> None:
    with Groups[int]() as groups:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        groups.add("a", 1)
