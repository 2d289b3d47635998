"""Talk on stderr, questions, and the one way to stdout. How loud and how colourful is the state of this module."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from bbprops_cli.errors import BBPropsError, ClosedPipe, ConfirmationNeeded
from bbprops_cli.output.safe import escape

if TYPE_CHECKING:
    from rich.progress import Progress

Colour = Literal["auto", "always", "never"]


class State:
    """What the shared options said; one process runs one command."""

    quiet = False
    verbose = 0
    debug = False
    cron = False
    no_input = False
    colour: Colour = "auto"


state = State()


def reset() -> None:
    """Forget what the options of an earlier call said."""
    state.__dict__.clear()


class _Stdout:
    """The data stream: a reader that went away ends the command with ClosedPipe."""

    def write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
        except BrokenPipeError as error:
            raise ClosedPipe from error

    def flush(self) -> None:
        try:
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise ClosedPipe from error


out = _Stdout()


def prepare_streams() -> None:
    """Make both streams print anything: what their encoding lacks appears as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def colour() -> bool:
    """Whether stdout may carry colour."""
    if state.colour != "auto":
        return state.colour == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def counted(number: int, noun: str) -> str:
    """3 slips, 1 slip."""
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}"


def note(text: str) -> None:
    """One line of talk; silent with -q, and with --cron until something has changed."""
    if not state.quiet and not state.cron:
        _say(text)


def detail(text: str) -> None:
    """A line for those who asked with -v."""
    if state.verbose:
        _say(text)


def warn(text: str) -> None:
    """A line that even -q and --cron let through."""
    _say(f"warning: {text}")


def report(text: str, *, changed: bool = True) -> None:
    """The closing line of a writing command; with --cron only when something changed."""
    if not state.quiet and (changed or not state.cron):
        _say(text)


def error(failure: BBPropsError, *, as_json: bool = False) -> None:
    """The failure as a sentence with its next step and, for programs, as one JSON object on the last line."""
    _say(f"error: {_sentence(str(failure), failure.hint)}")
    if as_json:
        import json

        body = {"error": type(failure).__name__, "exit_code": int(failure.exit_code), "message": str(failure)}
        if failure.hint:
            body["hint"] = failure.hint
        sys.stderr.write(json.dumps(body) + "\n")


def _sentence(text: str, hint: str) -> str:
    """One sentence, or two; a hint in lower case goes on where the text stops."""
    text = text.removesuffix(".")
    asks = text.endswith("?")
    if hint[:1].islower() and not asks:
        return f"{text}: {hint}"
    return f"{text}{'' if asks else '.'} {hint}".rstrip()


def _say(text: str) -> None:
    try:
        sys.stderr.write("\n".join(escape(line) for line in text.splitlines()) + "\n")
    except BrokenPipeError as failure:
        raise ClosedPipe from failure


def can_ask() -> bool:
    """Whether there is a person to answer."""
    return not state.no_input and sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str, *, yes: bool, flag: str = "--yes", details: Sequence[str] = ()) -> None:
    """Ask y/N on stderr; a no, or nobody to ask, is ConfirmationNeeded."""
    if yes:
        return
    if not can_ask():
        raise ConfirmationNeeded(f"{question} Nobody is here to answer.", hint=f"Add {flag}.")
    _show_details(details)
    if _ask(f"{question} [y/N] ").lower() not in {"y", "yes"}:
        raise ConfirmationNeeded("Nothing was done.")


def confirm_name(question: str, name: str, *, given: str, details: Sequence[str] = ()) -> None:
    """Have the name typed, or given by --confirm; anything else is ConfirmationNeeded."""
    if given == name:
        return
    if given:
        raise ConfirmationNeeded(f"--confirm says {given!r}, but the name is {name!r}.", hint="Nothing was done.")
    if not can_ask():
        raise ConfirmationNeeded(f"{question} Nobody is here to answer.", hint=f"Add --confirm {name!r}.")
    _show_details(details)
    if _ask(f"{question} Type {name!r} to go on: ") != name:
        raise ConfirmationNeeded("That is not the name; nothing was done.")


def _show_details(details: Sequence[str]) -> None:
    for line in details:
        _say(line)


def _ask(prompt: str) -> str:
    sys.stderr.write(escape(prompt))
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        sys.stderr.write("\n")
    return answer.strip()


def progress() -> "Progress":
    """A progress display on a terminal's stderr; it shows nothing in a pipe, on one that cannot move, or with -q."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True, markup=False, highlight=False, emoji=False),
        transient=True,
        disable=state.quiet or state.cron or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb",
    )
