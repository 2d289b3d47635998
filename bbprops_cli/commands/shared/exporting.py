"""Exports to stdout, or to a file that gets its name when it is complete."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from bbprops_cli import files
from bbprops_cli.catalog import Column
from bbprops_cli.errors import ClosedPipe, LostOutput, UsageError
from bbprops_cli.output import console, formats
from bbprops_cli.output.safe import escape
from bbprops_cli.rules.values.wording import size
from bbprops_cli.tasks.files import written

FORMATS = ("csv", "jsonl", "parquet")


def format_of(file: Path, given: str | None, known: Sequence[str] = FORMATS) -> str:
    """The format given by -o, else by the file name, else csv; raises UsageError for an unknown ending."""
    name = file.name.removesuffix(".gz").removesuffix(".zst")
    ending = name.rpartition(".")[2] if "." in name else ""
    if not given and ending and ending not in known:
        raise UsageError(f"{file}: unknown format .{ending}", hint=f"Pass -o {'|'.join(known)}.")
    fmt = given or ending or "csv"
    if fmt == "parquet" and files.is_stdout(file) and sys.stdout.isatty():
        raise UsageError("Parquet cannot be written to a terminal", hint="name a FILE")
    if fmt == "parquet" and file.name.endswith((".gz", ".zst")):
        raise UsageError(f"{file}: Parquet is already compressed", hint="Use a name without .gz or .zst.")
    return fmt


def rows(file: Path, found: Iterable[Sequence[object]], columns: Sequence[Column], fmt: str) -> None:
    """Write rows about people as csv or jsonl while they are read."""
    with sink(file, private=True) as out:
        for text in formats.for_file(found, columns, fmt):
            out.write(text.encode())
    wrote(file)


def wrote(file: Path) -> None:
    """Print the name of the file, and the size of a regular one, unless it is stdout."""
    if not files.is_stdout(file):
        console.note(f"wrote {file}" + (f", {size(file.stat().st_size)}" if file.is_file() else ""))


@contextmanager
def sink(file: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A binary stream to a file, compressed as its name says; the file gets its name at the end. `-` is stdout.

    Only its owner may read a `private` file, which is for data about people.
    """
    if not files.is_stdout(file):
        with written(file, private=private) as out:
            yield out
        return
    # A pipe is written directly: COPY writes row by row, and a wrapper costs a quarter of the time.
    try:
        yield cast("BinaryIO", _Terminal()) if sys.stdout.isatty() else sys.stdout.buffer
    except BrokenPipeError as error:
        raise ClosedPipe from error
    except OSError as error:
        raise LostOutput(error) from error
    console.out.flush()


class _Terminal:
    """A binary stream to a terminal that escapes control characters."""

    def write(self, data: bytes) -> int:
        text = data.decode(errors="backslashreplace")
        console.out.write("\n".join(map(escape, text.split("\n"))))
        return len(data)
