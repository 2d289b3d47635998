"""Rows that are sorted in bounded memory, by a private SQLite database that moves to a temporary file when it grows."""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

CACHE_KIB = 16_384
_SETTINGS = f"""
PRAGMA cache_size = -{CACHE_KIB}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA threads = 0
"""


def sorted_rows(rows: Iterable[tuple[Any, ...]], keys: int) -> Iterator[tuple[Any, ...]]:
    """The rows, of texts, numbers and None, by their first `keys` cells; rows with equal keys keep their order.

    Reads all rows before it returns. Keys are not None; texts sort by code point, as in Python.
    """
    # The empty name is a file without a name, which SQLite writes only when the cache is full.
    store = sqlite3.connect("", isolation_level=None)
    store.executescript(_SETTINGS)
    names = ", ".join(f"k{place}" for place in range(keys))
    store.execute(f"CREATE TABLE rows ({names}, cells)")
    store.execute("BEGIN")
    store.executemany(f"INSERT INTO rows VALUES ({'?, ' * keys}?)", ((*row[:keys], marshal.dumps(row)) for row in rows))
    store.execute("COMMIT")
    return _stored(store, f"SELECT cells FROM rows ORDER BY {names}, rowid")


def _stored(store: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    try:
        for (cells,) in store.execute(query):
            yield marshal.loads(cells)  # noqa: S302 - written above, in this process
    finally:
        store.close()
