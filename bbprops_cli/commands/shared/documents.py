"""JSON that a command takes from a file or from stdin."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bbprops_cli.errors import InvalidInput, NotFound, UsageError

Document = Annotated[
    Path, typer.Argument(metavar="[FILE]", allow_dash=True, help="JSON, or JSON lines; - or nothing is stdin.")
]


def read(file: Path) -> list[Any]:
    """The values of a document, lists taken apart; raises InvalidInput, NotFound, or UsageError when nobody sends."""
    from bbprops_cli.rules.values.json_document import read as values

    if str(file) == "-" and sys.stdin.isatty():
        raise UsageError("Where is the JSON?", hint="Name a FILE, or pipe it in.")
    name = "stdin" if str(file) == "-" else str(file)
    try:
        sent = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        text = sent.decode()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {name}.") from error
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{name} is not UTF-8: {error.reason} at byte {error.start}.") from error
    found = [each for value in values(text, name) for each in (value if isinstance(value, list) else [value])]
    if not found:
        raise InvalidInput(f"{name} holds nothing.")
    return found
