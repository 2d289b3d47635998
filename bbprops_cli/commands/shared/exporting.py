"""Exports: rows into a file that takes its name when it is whole, or onto stdout."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import copy_context
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import ClosedPipe, InvalidInput, UsageError
from bbprops_cli.output import console, formats
from bbprops_cli.output.safe import escape
from bbprops_cli.queries.lists.listing import Request

FORMATS = ("csv", "jsonl", "parquet")


def format_of(file: Path, said: str | None, known: Sequence[str] = FORMATS) -> str:
    """The format that was said, else that of the file's ending, else csv; UsageError for an ending of another."""
    name = file.name.removesuffix(".gz").removesuffix(".zst")
    ending = name.rpartition(".")[2] if "." in name else ""
    if not said and ending and ending not in known:
        raise UsageError(f"{file} ends in .{ending}, which is no format of ours.", hint=f"Add -o {'|'.join(known)}.")
    fmt = said or ending or "csv"
    if fmt == "parquet" and str(file) == "-" and sys.stdout.isatty():
        raise UsageError("Parquet is nothing for a terminal.", hint="Name a FILE.")
    if fmt == "parquet" and file.name.endswith((".gz", ".zst")):
        raise UsageError("Parquet is compressed already.", hint="Leave .gz and .zst out.")
    return fmt


def run(db: Db, request: Request, file: Path, fmt: str) -> None:
    """Write the props of a request; nothing half-written is ever left under the file's own name."""
    from bbprops_cli.queries.props import export as exports

    with sink(file) as out:
        if fmt == "parquet":
            _through_csv(db, request, out)
        else:
            exports.write(db, request, fmt, out)
    wrote(file)


def rows(file: Path, found: Iterable[Sequence[Any]], columns: Sequence[Column], fmt: str) -> None:
    """Write rows of whatever columns, as they come, as csv or jsonl."""
    with sink(file) as out:
        for text in formats.for_file(found, columns, fmt):
            out.write(text.encode())
    wrote(file)


def wrote(file: Path) -> None:
    """Say where it is, unless that is stdout."""
    if str(file) != "-":
        console.note(f"wrote {file}, {file.stat().st_size:,} bytes")


@contextmanager
def sink(file: Path) -> Iterator[BinaryIO]:
    """Bytes for a file that takes its name when it is whole, compressed as its ending says; `-` is stdout."""
    if str(file) == "-":
        # Into a pipe as it is: COPY writes row by row, and calls of ours between would be a quarter of our work.
        try:
            yield cast("BinaryIO", _Terminal()) if sys.stdout.isatty() else sys.stdout.buffer
        except BrokenPipeError as error:
            raise ClosedPipe from error
        console.out.flush()
        return
    with whole(file) as unfinished, unfinished.open("wb") as plain, _packed(file, plain) as out:
        yield out


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write to; the file takes its own name in the end, and only when nothing failed."""
    if not file.name:
        raise UsageError(f"{str(file)!r} is no name of a file.", hint="Name one, or - for stdout.")
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(file)
    except OSError as error:
        raise InvalidInput(
            f"{file} cannot be written: {error.strerror or error}.", hint="Choose another file."
        ) from error
    finally:
        with suppress(OSError):  # a name that is too long never was there
            unfinished.unlink()


def _packed(file: Path, plain: BinaryIO) -> AbstractContextManager[BinaryIO]:
    if file.name.endswith(".gz"):
        import gzip

        # Neither name nor time in it: the same rows are the same bytes.
        return cast(
            "AbstractContextManager[BinaryIO]", gzip.GzipFile("", "wb", compresslevel=6, fileobj=plain, mtime=0)
        )
    if file.name.endswith(".zst"):
        from bbprops_cli.providers.source import zstd

        return cast("AbstractContextManager[BinaryIO]", zstd("Writing .zst").open(plain, "wb", level=9))
    return nullcontext(plain)


class _Terminal:
    """stdout for bytes, none of which does it any harm."""

    def write(self, data: bytes) -> int:
        text = data.decode(errors="backslashreplace")
        console.out.write("\n".join(map(escape, text.split("\n"))))
        return len(data)


def _through_csv(db: Db, request: Request, out: IO[bytes]) -> None:
    """Parquet by way of the CSV, which holds the same values and streams from either database; both at once."""
    from concurrent.futures import ThreadPoolExecutor

    from bbprops_cli.queries.props import export as exports

    with tempfile.NamedTemporaryFile(suffix=".parquet") as made, ThreadPoolExecutor(1) as beside:
        theirs, ours = os.pipe()
        making = beside.submit(copy_context().run, _make_parquet, theirs, made.name)
        with suppress(BrokenPipeError), os.fdopen(ours, "wb") as pipe:  # what closed the other end is told below
            exports.write(db, request, "csv", pipe)
        making.result()
        shutil.copyfileobj(made, out)


def _make_parquet(source: int, path: str) -> None:
    from bbprops_cli.output.parquet import from_csv

    with os.fdopen(source, "rb") as csv:
        from_csv(csv, path)
