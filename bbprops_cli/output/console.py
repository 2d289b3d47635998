"""Messages and questions on stderr, and the one way to stdout, as the shared options of the current Invocation say."""

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from bbprops_cli.errors import BBPropsError, ClosedPipe, ConfirmationNeeded, LostOutput
from bbprops_cli.invocation import current
from bbprops_cli.output.safe import escape
from bbprops_cli.rules.values import wording
from bbprops_cli.settings import without_secrets

if TYPE_CHECKING:
    from rich.progress import Progress

counted = wording.counted
TERMINAL_ROWS = 50


class _Stdout:
    """The data stream: raises ClosedPipe when the process that reads it has ended, LostOutput when it is full.

    After a commit it warns instead, and the rest of the output is dropped: the exit code tells what was stored.
    """

    def write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
        except OSError as error:
            _lose_output(error)

    def flush(self) -> None:
        try:
            sys.stdout.flush()
        except OSError as error:
            _lose_output(error)

    @contextmanager
    def used_by_rich(self) -> Iterator[None]:
        """Handle errors of Rich, which writes to stdout itself, in the same way."""
        try:
            yield
        except OSError as error:
            _lose_output(error)


out = _Stdout()


def _lose_output(error: OSError) -> None:
    _discard(sys.stdout)
    failure = ClosedPipe() if isinstance(error, BrokenPipeError) else LostOutput(error)
    if not current().committed:
        raise failure from error
    warn(f"{str(failure).removesuffix('.')}, but the change is stored")


def _discard(stream: TextIO) -> None:
    """Let a broken stream lead nowhere, or Python would fail again when it flushes it at exit."""
    with suppress(OSError):  # a stream of a test has no descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def drop_unwritable() -> None:
    """Forget what the streams still hold and cannot write; the failure has been reported."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _discard(stream)


def prepare_streams() -> None:
    """Let both streams print any text: characters that their encoding lacks appear as escapes.

    A closed stdout fails when it is written to, and messages to a closed stderr are dropped.
    """
    _fill_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _fill_closed() -> None:
    """Open the numbers of closed streams, or a database file could get one, and others would write into it."""
    streams: tuple[TextIO | None, ...] = (sys.stdin, sys.stdout, sys.stderr)
    for number, stream in enumerate(streams):
        if stream is None:
            # What is opened for the other direction only fails when it is used.
            opened = os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_WRONLY)
            if opened != number:  # it was not closed, although Python has no stream for it
                os.close(opened)
    if streams[1] is None:
        sys.stdout = _text_stream(1)
    if streams[2] is None:
        sys.stderr = _text_stream(2)


def _text_stream(descriptor: int) -> TextIO:
    return io.TextIOWrapper(io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False)), encoding="utf-8")


def colour() -> bool:
    """Whether stdout may carry colour."""
    choice = current().colour
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def page_size(limit: int | None) -> int:
    """The number of rows on a page, 0 for all; without --limit, TERMINAL_ROWS on a terminal and all in a pipe."""
    if limit is not None:
        return limit
    return TERMINAL_ROWS if sys.stdout.isatty() else 0


def note(text: str) -> None:
    """Write a message to stderr, except with -q or --cron."""
    if not current().quiet and not current().cron:
        _say(text)


def detail(text: str) -> None:
    """Write a message to stderr only with -v."""
    if current().verbose:
        _say(text)


def warn(text: str) -> None:
    """Write a warning to stderr, even with -q or --cron."""
    _say(f"warning: {text}")


def report(text: str, *, changed: bool = True) -> None:
    """Write the last message of a command that writes: not with -q, and with --cron only when something changed."""
    if not current().quiet and (changed or not current().cron):
        _say(text)


def error(failure: BBPropsError, *, as_json: bool = False) -> None:
    """Write the failure to stderr as a sentence with its hint; `as_json` adds one JSON object as the last line."""
    _say(f"error: {_sentence(str(failure), failure.hint)}")
    if as_json:
        import json

        body = {"error": type(failure).__name__, "exit_code": int(failure.exit_code), "message": str(failure)}
        if failure.hint:
            body["hint"] = failure.hint
        to_stderr(json.dumps(body) + "\n")


def _sentence(text: str, hint: str) -> str:
    """The message and its hint: a hint in lower case follows after a colon, any other is a sentence of its own."""
    text = text.removesuffix(".")
    asks = text.endswith("?")
    if hint[:1].islower() and not asks:
        return f"{text}: {hint}"
    return f"{text}{'' if asks else '.'} {hint}".rstrip()


def _say(text: str) -> None:
    to_stderr("\n".join(escape(line) for line in text.splitlines()) + "\n")


def to_stderr(text: str) -> None:
    """Write text to stderr, without passwords; if that fails, the exit code alone tells what happened."""
    try:
        sys.stderr.write(without_secrets(text))
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)


def can_ask() -> bool:
    """Whether questions can be answered: stdin is a terminal, and --no-input is not given."""
    return not current().no_input and sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str, *, yes: bool, flag: str = "--yes", details: Sequence[str] = ()) -> None:
    """Ask y/N on stderr; raises ConfirmationNeeded for any answer but yes, or if it cannot ask."""
    if yes:
        return
    if not can_ask():
        raise ConfirmationNeeded(f"{question} {_why_not_asked()}; pass {flag}.")
    _show_details(details)
    if _ask(f"{question} [y/N] ").lower() not in {"y", "yes"}:
        raise ConfirmationNeeded("Nothing was done.")


def confirm_name(question: str, name: str, *, given: str, details: Sequence[str] = ()) -> None:
    """Ask for the name, unless --confirm gave it; raises ConfirmationNeeded for another answer, or if it cannot ask."""
    if given == name:
        return
    if not can_ask():
        raise ConfirmationNeeded(f"{question} {_why_not_asked()}; pass --confirm {name!r}.")
    _show_details(details)
    if _ask(f"{question} Type {name!r} to continue: ") != name:
        raise ConfirmationNeeded(f"The answer is not {name!r}; nothing was done.")


def _why_not_asked() -> str:
    reason = "--no-input is given" if current().no_input else "stdin is not a terminal"
    return f"Confirmation required, but {reason}"


def _show_details(details: Sequence[str]) -> None:
    for line in details:
        _say(line)


def _ask(prompt: str) -> str:
    to_stderr(escape(prompt))
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        to_stderr("\n")
    return answer.strip()


def progress() -> "Progress":
    """A progress display on stderr; it shows nothing with -q or --cron, in a pipe, or where TERM is dumb."""
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
        disable=current().quiet or current().cron or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb",
    )
