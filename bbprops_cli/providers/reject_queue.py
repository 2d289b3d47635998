"""A queue of rejects that keeps few of them in memory and the others in a temporary file."""

import io
import json
import tempfile
import weakref
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from bbprops_cli.rules.props.prop import Reject

IN_MEMORY = 1000  # rejects of about 0.45 KB; the others are written to disk


class RejectQueue:
    """Rejects in the order in which they were added; taking them out empties the queue.

    What JSON has no value for, such as a date, comes out as its text.
    """

    def __init__(self) -> None:
        self._first: deque[Reject] = deque()
        self._file: io.BufferedRandom | None = None

    def add(self, reject: Reject) -> None:
        """Add a reject at the end."""
        if self._file is None and len(self._first) < IN_MEMORY:
            self._first.append(reject)
            return
        if self._file is None:
            self._file = _nameless_file()
            weakref.finalize(self, self._file.close)
        self._file.write(_as_line(reject))

    def taken(self) -> Iterator[Reject]:
        """Take all rejects out, oldest first."""
        while self._first:
            yield self._first.popleft()
        if file := self._file:
            self._file = None
            with file:
                file.seek(0)
                for line in file:
                    yield Reject(*json.loads(line))


def _nameless_file() -> io.BufferedRandom:
    descriptor, name = tempfile.mkstemp(prefix="bbprops-")
    Path(name).unlink()
    return io.BufferedRandom(io.FileIO(descriptor, "r+"))


def _as_line(reject: Reject) -> bytes:
    values = [reject.file, reject.line, reject.field, reject.reason]
    try:
        text = json.dumps([*values, reject.row], default=str)
    except RecursionError:
        text = json.dumps([*values, "nested too deeply to be written"])
    return text.encode() + b"\n"
