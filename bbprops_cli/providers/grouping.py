"""Rows that belong together though they are far apart in a file, however long it is."""

import pickle
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Generic, Self, TypeVar

CACHE_KIB = 32_768  # what is more goes to a temporary file of SQLite's

T = TypeVar("T")


class Groups(Generic[T]):
    """Takes rows with the key of their group; gives the groups back in the order of their first rows."""

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.executescript(
            f"PRAGMA cache_size = -{CACHE_KIB}; PRAGMA journal_mode = OFF; BEGIN;"
            "CREATE TABLE rows (place INTEGER PRIMARY KEY, key TEXT, pickled BLOB)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def add(self, key: str, row: T) -> None:
        """Raises RecursionError for a row that is nested too deeply."""
        self._store.execute("INSERT INTO rows (key, pickled) VALUES (?, ?)", (key, pickle.dumps(row, -1)))

    def __iter__(self) -> Iterator[list[T]]:
        found = self._store.execute(
            "SELECT first, pickled FROM"
            " (SELECT place, min(place) OVER (PARTITION BY key) AS first, pickled FROM rows) ORDER BY first, place"
        )
        for _, rows in groupby(found, key=itemgetter(0)):
            yield [pickle.loads(row) for _, row in rows]  # noqa: S301 - our own, from a file without a name
