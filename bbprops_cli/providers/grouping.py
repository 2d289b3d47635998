"""Rows that belong together though they are far apart in a file, however long it is."""

import pickle
import sqlite3
from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Generic, Self, TypeVar

IN_MEMORY = 10_000  # rows, some 2 KB each; the others wait in a temporary file of SQLite's
CACHE_KIB = 8_192

T = TypeVar("T")


class Groups(Generic[T]):
    """Takes rows with the key of their group; gives the groups back in the order of their first rows."""

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
        """Raises RecursionError when there are many rows and one of them is nested too deeply."""
        self._recent.setdefault(key, []).append(row)
        self._rows += 1
        if self._rows % IN_MEMORY == 0:
            self._put_aside()

    def __iter__(self) -> Iterator[list[T]]:
        if self._rows < IN_MEMORY:
            yield from self._recent.values()
            return
        self._put_aside()
        found = self._store.execute(
            "SELECT first, pickled FROM"
            " (SELECT place, min(place) OVER (PARTITION BY key) AS first, pickled FROM groups) ORDER BY first, place"
        )
        for _, parts in groupby(found, key=itemgetter(0)):
            yield list(chain.from_iterable(pickle.loads(part) for _, part in parts))  # noqa: S301 - our own, nameless file

    def _put_aside(self) -> None:
        # A group at a time: both sides of a line mostly stand together.
        groups = ((key, pickle.dumps(rows, -1)) for key, rows in self._recent.items())
        self._store.executemany("INSERT INTO groups (key, pickled) VALUES (?, ?)", groups)
        self._recent.clear()
