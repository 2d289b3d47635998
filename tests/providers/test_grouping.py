import sqlite3

import pytest

from bbprops_cli.providers import grouping
from bbprops_cli.providers.grouping import Groups


@pytest.fixture(params=[1, 4, 100], ids=["nothing stays in memory", "some", "all"])
def in_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROWS_IN_MEMORY", request.param)


@pytest.mark.usefixtures("in_memory")
def test_groups_keep_the_order_of_first_rows_and_of_their_rows() -> None:
    with Groups[int]() as groups:
        for number in (30, 11, 20, 10, 31, 12, 32, 21, 40):
            groups.add(str(number // 10), number)

        assert list(groups) == [[30, 31, 32], [11, 10, 12], [20, 21], [40]]


def test_groups_may_exceed_memory_and_the_cache_of_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROWS_IN_MEMORY", 300)
    monkeypatch.setattr(grouping, "CACHE_KIB", 64)
    with Groups[bytes]() as groups:
        for number in range(4000):
            groups.add(str(number % 2000), bytes(400) + number.to_bytes(2))

        found = [[int.from_bytes(row[-2:]) for row in group] for group in groups]

    assert found == [[number, number + 2000] for number in range(2000)]


def test_a_row_nested_too_deeply_to_spill_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROWS_IN_MEMORY", 2)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with Groups[object]() as groups:
        groups.add("a", deep)
        with pytest.raises(RecursionError):
            groups.add("b", 1)


def test_groups_close_their_temporary_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROWS_IN_MEMORY", 1)
    with Groups[int]() as groups:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        groups.add("a", 1)
