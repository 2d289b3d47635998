"""Bulk loads: rows as the text of a COPY, in pieces, and rows that are spooled to disk."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextvars import copy_context
from functools import lru_cache
from io import BytesIO
from itertools import islice
from types import NoneType
from typing import Any, BinaryIO, Protocol, Self, cast

from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.db.connection.driver import Cursor

CHUNK_ROWS = 500  # small enough to stay in the cache of the processor while it is encoded
CHUNKS_PER_PIECE = 32
SPOOLED_BYTES = 8 << 20
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class _CopyCursor(Protocol):
    """A cursor of psycopg2."""

    def copy_expert(self, sql: str | bytes, file: BinaryIO, size: int = ..., /) -> None:
        """Run a COPY from or to the file, `size` bytes at a time."""

    def mogrify(self, sql: str, parameters: Sequence[Any], /) -> bytes:
        """The statement with its parameters, in the encoding of the client."""


class Spool:
    """A list of rows that moves to disk when it grows large."""

    def __init__(self) -> None:
        self._count = 0
        self._file = tempfile.SpooledTemporaryFile(SPOOLED_BYTES, "w+", encoding="utf-8")  # noqa: SIM115 - see __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def add(self, row: list[Any]) -> None:
        """Append a row of texts, numbers and None."""
        self._count += 1
        self._file.write(json.dumps(row) + "\n")

    def __iter__(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        return map(json.loads, self._file)


def _copy_text(rows: list[Row], null: str) -> str:
    """The rows in the text format of COPY with this NULL."""
    # The csv module takes three times as long. Most rows need no escapes, which one look at the whole text shows.
    columns = [_texts(values, null) for values in zip(*rows, strict=True)]
    text = _joined(columns)
    needs_no_escape = text.count("\t") == len(rows) * (len(columns) - 1) and text.count("\n") == len(rows)
    if needs_no_escape and "\\" not in text and "\r" not in text:
        return text
    return _joined([[cell.translate(_ESCAPES) for cell in column] for column in columns])


def _texts(values: Sequence[Any], null: str) -> Sequence[str]:
    types = set(map(type, values))
    if types == {str}:
        return values
    if types == {NoneType}:
        return (null,) * len(values)
    if types.isdisjoint((str, NoneType)):
        return list(map(_number, values))
    return [value if type(value) is str else null if value is None else _number(value) for value in values]


def _joined(columns: Iterable[Sequence[str]]) -> str:
    return "".join([f"{line}\n" for line in map("\t".join, zip(*columns, strict=True))])


_number = lru_cache(maxsize=1 << 14, typed=True)(str)


def _pieces(rows: Iterator[Row], null: str) -> Iterator[bytes]:
    """The rows in the text format of COPY, CHUNK_ROWS * CHUNKS_PER_PIECE at a time."""
    chunks: list[str] = []
    while chunk := list(islice(rows, CHUNK_ROWS)):
        chunks.append(_copy_text(chunk, null))
        if len(chunks) == CHUNKS_PER_PIECE:
            yield "".join(chunks).encode()
            chunks.clear()
    if chunks:
        yield "".join(chunks).encode()


def copy_in(cursor: Cursor, statement: str, rows: Iterator[Row], null: str) -> None:
    """Run one COPY for each piece; the server stores a piece while the next one is encoded."""
    from concurrent.futures import Future, ThreadPoolExecutor  # loads logging, which nothing else needs

    copy = cast("_CopyCursor", cursor).copy_expert
    with ThreadPoolExecutor(1) as server:
        busy: Future[None] | None = None
        for piece in _pieces(rows, null):
            if busy:
                busy.result()
            busy = server.submit(copy_context().run, copy, statement, BytesIO(piece), len(piece))
        if busy:
            busy.result()


def copy_out(cursor: Cursor, query: str, parameters: Sequence[Any], options: str, out: BinaryIO) -> None:
    """Run a COPY of a query to the file; `options` is the WITH clause of the COPY."""
    driver = cast("_CopyCursor", cursor)
    driver.copy_expert(b"COPY (%b) TO STDOUT %b" % (driver.mogrify(query, parameters), options.encode()), out)
