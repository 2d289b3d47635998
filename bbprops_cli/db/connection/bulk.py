"""Many rows at a time: the text of a COPY in pieces, and rows that are spooled to disk."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextvars import copy_context
from functools import lru_cache
from io import BytesIO
from itertools import islice
from types import NoneType
from typing import Any, Self

from bbprops_cli.db.connection.dialect import Row

CHUNK = 500  # rows that are written as text while they are in the processor's cache
CHUNKS = 32
SPOOLED_BYTES = 8 << 20
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Spool:
    """Rows put aside, on disk when they are many, and given back in their order."""

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
        """Texts, numbers and None."""
        self._count += 1
        self._file.write(json.dumps(row) + "\n")

    def __iter__(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        return map(json.loads, self._file)


def _copy_text(rows: list[Row], null: str) -> str:
    """The rows as COPY reads them with that NULL."""
    # The csv module takes three times as long. Most rows hold nothing to be escaped, and one look shows it of all.
    columns = [_texts(values, null) for values in zip(*rows, strict=True)]
    text = _joined(columns)
    needs_no_escape = text.count("\t") == len(rows) * (len(columns) - 1) and text.count("\n") == len(rows)
    if needs_no_escape and "\\" not in text and "\r" not in text:
        return text
    return _joined([[cell.translate(_ESCAPES) for cell in column] for column in columns])


def _texts(values: Sequence[Any], null: str) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return values
    if kinds == {NoneType}:
        return (null,) * len(values)
    if kinds.isdisjoint((str, NoneType)):
        return list(map(_number, values))
    return [value if type(value) is str else null if value is None else _number(value) for value in values]


def _joined(columns: Iterable[Sequence[str]]) -> str:
    return "".join([f"{line}\n" for line in map("\t".join, zip(*columns, strict=True))])


_number = lru_cache(maxsize=1 << 14, typed=True)(str)


def _pieces(rows: Iterator[Row], null: str) -> Iterator[bytes]:
    """The rows as COPY reads them, some thousand at a time."""
    chunks: list[str] = []
    while chunk := list(islice(rows, CHUNK)):
        chunks.append(_copy_text(chunk, null))
        if len(chunks) == CHUNKS:
            yield "".join(chunks).encode()
            chunks.clear()
    if chunks:
        yield "".join(chunks).encode()


def copy_in(cursor: Any, statement: str, rows: Iterator[Row], null: str) -> None:
    """One COPY a piece: the server stores it and checks its keys while we make the next one."""
    from concurrent.futures import Future, ThreadPoolExecutor  # loads logging, for which nothing else has use

    with ThreadPoolExecutor(1) as server:
        busy: Future[None] | None = None
        for piece in _pieces(rows, null):
            if busy:
                busy.result()
            busy = server.submit(copy_context().run, cursor.copy_expert, statement, BytesIO(piece), len(piece))
        if busy:
            busy.result()
