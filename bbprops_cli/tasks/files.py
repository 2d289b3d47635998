"""Files that take their name when they are complete, so that a failure leaves no half of one."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO, cast

from bbprops_cli.errors import InvalidInput, UsageError


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write to, which is renamed to `file` in the end, and only when nothing failed.

    Raises UsageError for an empty name, InvalidInput if the file cannot be written.
    """
    if not file.name:
        raise UsageError(f"{str(file)!r} is not a file name", hint="name a FILE, or - for stdout")
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(file)
    except OSError as error:
        raise InvalidInput(
            f"{file} cannot be written: {error.strerror or error}", hint="Choose another file."
        ) from error
    finally:
        with suppress(OSError):  # a file with too long a name was never created
            unfinished.unlink()


@contextmanager
def written(file: Path) -> Iterator[BinaryIO]:
    """A stream of bytes into a file, compressed if its name ends in .gz or .zst; see `whole`."""
    with whole(file) as unfinished, unfinished.open("wb") as plain, _compressed(file, plain) as out:
        yield out


def _compressed(file: Path, plain: BinaryIO) -> AbstractContextManager[BinaryIO]:
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
