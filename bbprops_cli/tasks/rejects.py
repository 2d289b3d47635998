"""Rows that an import rejects: kept, counted, and reported."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bbprops_cli.errors import InvalidInput, PartlyDone
from bbprops_cli.files import Output
from bbprops_cli.rules.props.prop import Reject
from bbprops_cli.rules.values.wording import counted

SHOWN = 5


@dataclass
class Rejects:
    """The rejected rows of one import, in a file if one is given; more than `max_errors` of them stop the import."""

    file: IO[str] | None
    max_errors: int | None
    warn: Callable[[str], None]
    number: int = 0
    first: list[Reject] = field(default_factory=list)

    def add(self, reject: Reject) -> None:
        """Keep a rejected row; raises InvalidInput when there are more than `max_errors`."""
        self.number += 1
        if len(self.first) < SHOWN:
            self.first.append(reject)
        if self.file:
            self.file.write(_as_line(reject) + "\n")
        if self.max_errors is not None and self.number > self.max_errors:
            self.say_why()
            raise InvalidInput(
                f"more than {counted(self.max_errors, 'rows')} rejected (--max-errors); nothing was imported"
            )

    def require_some(self, good: int) -> None:
        """Raise InvalidInput when all rows were rejected, or when their file cannot be written."""
        if self.file:
            self.file.flush()  # before the commit: after it, a full disk would be too late
        if self.number and not good:
            self.say_why()
            raise InvalidInput("all rows were rejected; nothing was imported")

    def say_why(self) -> None:
        """Warn about the first rejected rows."""
        for reject in self.first:
            place = reject.file if reject.line is None else f"{reject.file}:{reject.line}"
            self.warn(f"{place}: {reject.field} {reject.reason}")
        if self.number > len(self.first) and not self.file:
            self.warn(f"{self.number - len(self.first):,} more; write all of them to a file with --rejects FILE")

    def finish(self) -> None:
        """Warn about rejected rows; raises PartlyDone when there are any."""
        if not self.number:
            return
        if not self.file:
            self.say_why()
        raise PartlyDone(f"{counted(self.number, 'rows')} rejected; the others were imported")


@contextmanager
def gathered(path: Path | None, max_errors: int | None, warn: Callable[[str], None]) -> Iterator[Rejects]:
    """Rejects whose file gets its name at the end, also when the import fails, but not when it is interrupted.

    Raises InvalidInput if the file cannot be written.
    """
    if path is None:
        yield Rejects(None, max_errors, warn)
        return
    if not path.name:
        raise InvalidInput(f"{str(path)!r} cannot be written: not a file name", hint="Pass another --rejects FILE.")
    made = Output(path, private=True)
    text = io.TextIOWrapper(made.stream, encoding="utf-8", write_through=True)
    try:
        yield Rejects(text, max_errors, warn)
    except Exception:
        made.finish()
        raise
    else:
        made.finish()
    finally:
        made.close()


def _as_line(reject: Reject) -> str:
    shown = {name: getattr(reject, name) for name in Reject.__slots__}
    try:
        return json.dumps(shown, default=str)
    except RecursionError:
        return json.dumps(shown | {"row": "nested too deeply to be written"})
