"""What one run of the command line keeps for itself: `cli.main` makes an Invocation, all floors below ask `current()`.

It belongs to a context (`contextvars`), so that two commands can run in two threads of one process. A thread that a
command starts sees its Invocation only when it runs in `contextvars.copy_context()`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from bbprops_cli.env_file import EnvFile, OwnFile

Colour = Literal["auto", "always", "never"]


@dataclass(eq=False)
class Invocation:
    """The shared options of one command, what it has done so far, and who hears of what it does."""

    command: str = ""  # such as `props list`, as soon as it is known
    env_file: EnvFile = field(default_factory=EnvFile)
    own_file: EnvFile = field(default_factory=OwnFile)
    quiet: bool = False
    verbose: int = 0
    debug: bool = False
    cron: bool = False
    no_input: bool = False
    colour: Colour = "auto"
    wrote: bool = False  # a connection that may write was opened: from then on reads go to the primary
    committed: bool = False  # a transaction that may have changed rows was committed: lost output is no failure then
    secrets: set[str] = field(default_factory=set)  # URLs that it has read, to be masked in what it shows
    on_read: Callable[[str], None] | None = None  # hears, as a sentence, which server a read goes to
    on_statement: Callable[[str], None] | None = None  # hears each SQL statement with its values
    on_commit: Callable[[set[str]], None] | None = None  # hears the cache tags that a commit changed; must not raise
    on_connect: Callable[[Any], None] | None = None  # gets each new connection, to cancel its statements at Ctrl-C


_running: ContextVar[Invocation] = ContextVar("invocation")


def current() -> Invocation:
    """The Invocation of this context; where no command runs, the defaults that a library uses."""
    return _running.get(None) or of_library()


@cache
def of_library() -> Invocation:
    """The Invocation of code that uses bbprops as a library: one per process, without trace, listeners or options."""
    return Invocation()


@contextmanager
def entered(invocation: Invocation) -> Iterator[Invocation]:
    """Make it the current one of this context for the time of the `with` block."""
    token = _running.set(invocation)
    try:
        yield invocation
    finally:
        _running.reset(token)
