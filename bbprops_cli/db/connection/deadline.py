"""Work with a total time-out, also while a driver or the resolver of host names waits for the network."""

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from bbprops_cli import invocation
from bbprops_cli.errors import Unreachable

Result = TypeVar("Result")


class _Failure(NamedTuple):
    error: BaseException


class _End(NamedTuple):
    pass


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """The result of `work`; raises Unreachable if it takes longer, and leaves it behind in its thread."""
    return next(each_within(seconds, lambda: iter([work()])))


def each_within(seconds: float, work: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    """The results of `work` as they come; raises Unreachable when the time is up for all of them together.

    The work runs in a thread that ends with the process, because nothing can interrupt a driver that waits.
    """
    results: queue.SimpleQueue[Result | _Failure | _End] = queue.SimpleQueue()

    def run() -> None:
        # Ctrl-C ends the main thread, which waits here; only that one may set up the cancelling of statements.
        with invocation.entered(replace(invocation.current(), on_connect=None)):
            try:
                for result in work():
                    results.put(result)
                results.put(_End())
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                results.put(_Failure(error))

    until = time.monotonic() + seconds
    threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True).start()
    while True:
        try:
            result = results.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise Unreachable(
                f"The database does not answer within {seconds:g} s.",
                hint="Check the network and the server, or wait longer with --timeout.",
            ) from None
        if isinstance(result, _Failure):
            raise result.error
        if isinstance(result, _End):
            return
        yield result
