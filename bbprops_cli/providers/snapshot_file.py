"""Lines of an exported snapshot, as bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.source import Source

LONGEST_LINE = 16 * 1024 * 1024  # bytes


@contextmanager
def raw_lines(source: Source) -> Iterator[Iterator[bytes]]:
    """The lines of a file as bytes; raises InvalidInput for a line that is longer than any of a snapshot."""
    with source.raw() as stream:
        yield _lines(stream, source.label)


def _lines(stream: IO[bytes], label: str) -> Iterator[bytes]:
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise InvalidInput(f"{label} has a line of more than {LONGEST_LINE >> 20} MB")
        yield line
