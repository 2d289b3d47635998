"""Grouping rows of a file by key in bounded memory, however far apart the rows of a group are."""

import pickle
import sqlite3
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Generic, Self, TypeVar

ROWS_IN_MEMORY = 10_000  # of about 2 KB each; the others are in a temporary file of SQLite
CACHE_KIB = 8_192

T = TypeVar("T")


class Groups(Generic[T]):
    """Takes rows with the key of their group; iterating gives the groups in the order of their first rows."""

    def __init__(self) -> None:
        self._recent: dict[str, list[T]] = {}
        self._rows = 0
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.executescript(
            f"PRAGMA cache_size = -{CACHE_KIB}; PRAGMA journal_mode = OFF; BEGIN;"
            "CREATE TABLE groups (place INTEGER PRIMARY KEY, key TEXT, pickled BLOB)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def add(self, key: str, row: T) -> None:
        """Add a row to its group; raises RecursionError if rows have to leave memory and one is nested too deeply."""
        self._recent.setdefault(key, []).append(row)
        self._rows += 1
        if self._rows % ROWS_IN_MEMORY == 0:
            self._spill()

    def __iter__(self) -> Iterator[list[T]]:
        if self._rows < ROWS_IN_MEMORY:
            yield from self._recent.values()
            return
        self._spill()
        found = self._store.execute(
            "SELECT first, pickled FROM"
            " (SELECT place, min(place) OVER (PARTITION BY key) AS first, pickled FROM groups) ORDER BY first, place"
        )
        for _, parts in groupby(found, key=itemgetter(0)):
            yield list(chain.from_iterable(pickle.loads(part) for _, part in parts))  # noqa: S301 - only this process writes it

    def _spill(self) -> None:
        # One record per group, not per row: both sides of a line are mostly next to each other.
        groups = ((key, pickle.dumps(rows, -1)) for key, rows in self._recent.items())
        self._store.executemany("INSERT INTO groups (key, pickled) VALUES (?, ?)", groups)
        self._recent.clear()
