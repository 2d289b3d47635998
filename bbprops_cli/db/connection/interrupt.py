"""Ctrl-C, SIGTERM and SIGHUP during a statement.

Without this module the drivers would wait for a long statement to end, and turn KeyboardInterrupt into errors of their
own.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Self

from bbprops_cli import invocation
from bbprops_cli.db.connection.driver import Connection

_DEFAULTS: dict[signal.Signals, Callable[[int, FrameType | None], Any] | signal.Handlers] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}


class CtrlC:
    """Cancels the statements of one command at Ctrl-C, SIGTERM or SIGHUP; `received` is the signal that came first.

    Each raises KeyboardInterrupt, so that all of them clean up alike. It does nothing outside the main thread, which
    alone gets signals, and leaves a signal alone that is ignored (as by nohup) or has a handler.
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self._watched: list[signal.Signals] = []
        self._pipe: tuple[int, int] | None = None
        self._connections: list[Connection] = []
        self._invocation = invocation.current()

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._watched = [number for number, default in _DEFAULTS.items() if signal.getsignal(number) == default]
            for number in self._watched:
                signal.signal(number, self._interrupt)
        if self._watched:
            self._invocation.on_connect = self.cover
        return self

    def __exit__(self, *_: object) -> None:
        for number in self._watched:
            signal.signal(number, _DEFAULTS[number])
        if self._watched:
            self._invocation.on_connect = None
        if self._pipe:
            signal.set_wakeup_fd(-1)
            os.close(self._pipe[1])

    @property
    def exit_code(self) -> int:
        """What a shell reports for a process that this signal has ended."""
        return 128 + (self.received or signal.SIGINT)

    def _interrupt(self, number: int, _: object) -> None:
        if self.received and number != signal.SIGINT:
            return  # a service manager and a closing terminal send several: the first one is being handled
        self.received = self.received or signal.Signals(number)
        raise KeyboardInterrupt

    def cover(self, connection: Connection) -> None:
        """Cancel the statement of this connection at a signal.

        A thread does it, because a signal handler in Python runs only after the driver has returned.
        """
        self._connections.append(connection)
        if self._pipe is None:
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            signal.set_wakeup_fd(self._pipe[1])
            threading.Thread(target=self._cancel_statements, args=(self._pipe[0],), daemon=True).start()

    def _cancel_statements(self, wakeups: int) -> None:
        while numbers := os.read(wakeups, 64):
            if {*numbers} & {*self._watched}:
                for connection in filter(_can_cancel, self._connections):
                    _cancel(connection)
        os.close(wakeups)


@contextmanager
def deferred() -> Iterator[None]:
    """Let the signals that a CtrlC watches wait until the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    watched = {number: signal.getsignal(number) for number in _DEFAULTS}
    watched = {number: handler for number, handler in watched.items() if callable(handler)}
    for number in watched:
        signal.signal(number, lambda number, _: held.append(number))
    try:
        yield
    finally:
        for number, handler in watched.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0])


def cover(connection: Connection) -> None:
    """Let Ctrl-C cancel the statements of this connection, if the current Invocation watches for it."""
    if watch := invocation.current().on_connect:
        watch(connection)


def _can_cancel(connection: Connection) -> bool:
    """Whether a request to cancel would not wait for a server that is gone, which `silence` ends soon."""
    silence = sys.modules.get("bbprops_cli.db.connection.silence")  # not loaded where only SQLite is in use
    return not silence or silence.reaches_server(connection)


def _cancel(connection: Connection) -> None:
    with suppress(Exception):  # closed or broken: nothing to cancel
        for method in ("cancel", "interrupt"):  # of psycopg2, of sqlite3
            getattr(connection, method, bool)()
