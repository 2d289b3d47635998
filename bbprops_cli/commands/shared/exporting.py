"""Exports to stdout, or to a file that gets its name when it is complete."""

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
    """The format given by -o, else by the file name, else csv; raises UsageError for an unknown ending."""
    name = file.name.removesuffix(".gz").removesuffix(".zst")
    ending = name.rpartition(".")[2] if "." in name else ""
    if not said and ending and ending not in known:
        raise UsageError(f"{file}: unknown format .{ending}", hint=f"pass -o {'|'.join(known)}")
    fmt = said or ending or "csv"
    if fmt == "parquet" and str(file) == "-" and sys.stdout.isatty():
        raise UsageError("Parquet cannot be written to a terminal", hint="name a FILE")
    if fmt == "parquet" and file.name.endswith((".gz", ".zst")):
        raise UsageError(f"{file}: Parquet is already compressed", hint="use a name without .gz or .zst")
    return fmt


def run(db: Db, request: Request, file: Path, fmt: str) -> None:
    """Write the requested rows; the file name never holds an incomplete export."""
    from bbprops_cli.queries.props import export as exports

    with sink(file) as out:
        if fmt == "parquet":
            _through_csv(db, request, out)
        else:
            exports.write(db, request, fmt, out)
    wrote(file)


def rows(file: Path, found: Iterable[Sequence[Any]], columns: Sequence[Column], fmt: str) -> None:
    """Write rows as csv or jsonl while they are read."""
    with sink(file) as out:
        for text in formats.for_file(found, columns, fmt):
            out.write(text.encode())
    wrote(file)


def wrote(file: Path) -> None:
    """Print the name and size of the file, unless it is stdout."""
    if str(file) != "-":
        console.note(f"wrote {file}, {file.stat().st_size:,} bytes")


@contextmanager
def sink(file: Path) -> Iterator[BinaryIO]:
    """A binary stream to a file, compressed as its name says; the file gets its name at the end. `-` is stdout."""
    if str(file) == "-":
        # A pipe is written directly: COPY writes row by row, and a wrapper costs a quarter of the time.
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
    """A temporary path to write to; it is renamed to the file at the end unless something failed."""
    if not file.name:
        raise UsageError(f"{str(file)!r} is not a file name", hint="name a FILE, or - for stdout")
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(file)
    except OSError as error:
        raise InvalidInput(
            f"{file} cannot be written: {error.strerror or error}.", hint="Choose another file."
        ) from error
    finally:
        with suppress(OSError):  # a file with too long a name was never created
            unfinished.unlink()


def _packed(file: Path, plain: BinaryIO) -> AbstractContextManager[BinaryIO]:
    if file.name.endswith(".gz"):
        import gzip

        # Without name and time in the header, equal rows give equal bytes.
        return cast(
            "AbstractContextManager[BinaryIO]", gzip.GzipFile("", "wb", compresslevel=6, fileobj=plain, mtime=0)
        )
    if file.name.endswith(".zst"):
        from bbprops_cli.providers.source import zstd

        return cast("AbstractContextManager[BinaryIO]", zstd("Writing .zst").open(plain, "wb", level=9))
    return nullcontext(plain)


class _Terminal:
    """A binary stream to a terminal that escapes control characters."""

    def write(self, data: bytes) -> int:
        text = data.decode(errors="backslashreplace")
        console.out.write("\n".join(map(escape, text.split("\n"))))
        return len(data)


def _through_csv(db: Db, request: Request, out: IO[bytes]) -> None:
    """Write Parquet from the CSV export, which streams from both dialects, in a second thread."""
    from concurrent.futures import ThreadPoolExecutor

    from bbprops_cli.queries.props import export as exports

    with tempfile.NamedTemporaryFile(suffix=".parquet") as made, ThreadPoolExecutor(1) as beside:
        theirs, ours = os.pipe()
        making = beside.submit(copy_context().run, _make_parquet, theirs, made.name)
        with suppress(BrokenPipeError), os.fdopen(ours, "wb") as pipe:  # result() below raises the reason
            exports.write(db, request, "csv", pipe)
        making.result()
        shutil.copyfileobj(made, out)


def _make_parquet(source: int, path: str) -> None:
    from bbprops_cli.output.parquet import from_csv

    with os.fdopen(source, "rb") as csv:
        from_csv(csv, path)
