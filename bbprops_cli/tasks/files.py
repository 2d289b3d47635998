"""Exports into files, compressed as the name says."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from bbprops_cli import files


@contextmanager
def written(file: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A stream of bytes into a file, compressed if its name ends in .gz or .zst; see `files.output`."""
    try:
        with files.output(file, private=private) as made, _compressed(file, made.stream) as out:
            yield out
    except OSError as error:
        raise files.cannot_write(file, error) from error


def _compressed(file: Path, plain: BinaryIO) -> AbstractContextManager[BinaryIO]:
    if file.name.endswith(".gz"):
        import gzip

        # Without name and time in the header, equal rows give equal bytes.
        return cast(
            "AbstractContextManager[BinaryIO]", gzip.GzipFile("", "wb", compresslevel=6, fileobj=plain, mtime=0)
        )
    if file.name.endswith(".zst"):
        from bbprops_cli.providers.compression import zstd

        return cast("AbstractContextManager[BinaryIO]", zstd("Writing .zst").open(plain, "wb", level=9))
    return nullcontext(plain)
