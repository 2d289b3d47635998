"""Lines of an exported snapshot, as bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.snapshots.digest import LINE_BYTES


@contextmanager
def raw_lines(source: Source) -> Iterator[Iterator[bytes]]:
    """The lines of a file as bytes; raises InvalidInput for a line that is longer than any of a snapshot."""
    with source.raw() as stream:
        yield _lines(stream, source.label)


def _lines(stream: IO[bytes], label: str) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LINE_BYTES):
        number += 1
        if len(line) == LINE_BYTES:
            raise InvalidInput(f"line {number:,} of {label} has more than {LINE_BYTES >> 20} MB, the limit for a prop")
        yield line
