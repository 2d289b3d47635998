"""JSON documents that a command reads from a file or from stdin."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.errors import InvalidInput, NotFound, UsageError

Document = Annotated[Path, typer.Argument(metavar="[FILE]", allow_dash=True, help="JSON or JSON lines; - is stdin.")]


def read(file: Path) -> list[object]:
    """The values of a JSON document, with lists flattened; raises what `text_of` does, and InvalidInput."""
    from bbprops_cli.rules.values.json_document import flat

    return flat(*text_of(file))


def text_of(file: Path) -> tuple[str, str]:
    """The text of a file and its name in messages.

    Raises NotFound or InvalidInput for a file that cannot be read, and UsageError when stdin is a terminal.
    """
    if str(file) == "-" and sys.stdin is None:
        raise InvalidInput("stdin is closed", hint="Name a FILE.")
    if str(file) == "-" and sys.stdin.isatty():
        raise UsageError("no JSON given", hint="name a FILE, or pipe JSON into stdin")
    name = "stdin" if str(file) == "-" else str(file)
    try:
        sent = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return sent.decode(), name
    except FileNotFoundError as error:
        raise NotFound(f"{name}: no such file") from error
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{name} is not UTF-8: {error.reason} at byte {error.start}.") from error
