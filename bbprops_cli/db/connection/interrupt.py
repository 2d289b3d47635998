"""Ctrl-C at any moment: drivers sit a long statement out, and turn our KeyboardInterrupt into an error of theirs."""

import os
import signal
import threading
from contextlib import suppress
from typing import Any, Self


class CtrlC:
    """For the time of one command: knows whether Ctrl-C came, and ends what the connections are waiting for.

    It does nothing where somebody else has a say in signals: a handler, a thread, a caller who ignores them.
    """

    def __init__(self) -> None:
        self.came = False
        self._watches = False
        self._pipe: tuple[int, int] | None = None
        self._connections: list[Any] = []

    def __enter__(self) -> Self:
        in_charge = threading.current_thread() is threading.main_thread()
        if in_charge and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._watches = True
            signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        if self._watches:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if self._pipe:
            signal.set_wakeup_fd(-1)
            os.close(self._pipe[1])

    def _interrupt(self, *_: object) -> None:
        self.came = True
        raise KeyboardInterrupt

    def cover(self, connection: Any) -> None:
        """End the connection's statement when Ctrl-C comes; Python hears of it only when the driver returns."""
        self._connections.append(connection)
        if self._pipe is None:
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            signal.set_wakeup_fd(self._pipe[1])
            threading.Thread(target=self._end_statements, args=(self._pipe[0],), daemon=True).start()

    def _end_statements(self, wakeups: int) -> None:
        while numbers := os.read(wakeups, 64):
            if signal.SIGINT in numbers:
                for connection in self._connections:
                    _cancel(connection)
        os.close(wakeups)


def cover(connection: Any) -> None:
    """Have the command that is running end this connection's statements at Ctrl-C; without one, do nothing."""
    watch = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if isinstance(watch, CtrlC):
        watch.cover(connection)


def _cancel(connection: Any) -> None:
    with suppress(Exception):  # closed or broken: there is nothing to end
        (getattr(connection, "cancel", None) or connection.interrupt)()
