"""Rows that are sorted on disk come in the order of Python."""

import random
import string

import pytest

from bbprops_cli.db.connection.sorting import sorted_rows

LETTERS = [*string.printable, "é", "\u2028", "\uffff", "\U0001d49c", "\0", "\x1f"]


@pytest.mark.parametrize("number", [0, 1, 5000])
def test_rows_are_sorted_as_python_sorts_them(number: int) -> None:
    chance = random.Random(number)
    rows = [
        (
            "".join(chance.choices(LETTERS, k=chance.randrange(3))),
            chance.choice([-1.5, 0, 0.0, 3, 10**15, 1e-9]),
            None if place % 2 else f"x{place}",
            place,
        )
        for place in range(number)
    ]

    assert list(sorted_rows(rows, keys=2)) == sorted(rows, key=lambda row: row[:2])


def test_rows_with_equal_keys_keep_their_order() -> None:
    rows = [("a", place) for place in range(100)]

    assert list(sorted_rows(rows, keys=1)) == rows
