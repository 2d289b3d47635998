"""Ctrl-C at any moment: drivers wait for a long statement to end, and turn KeyboardInterrupt into their own errors."""

import os
import signal
import threading
from contextlib import suppress
from typing import Any, Self

from bbprops_cli import invocation


class CtrlC:
    """During one command: knows whether Ctrl-C was pressed, and cancels the statements of its connections.

    It does nothing outside the main thread, which alone gets signals, nor where SIGINT is ignored or has a handler.
    """

    def __init__(self) -> None:
        self.came = False
        self._watches = False
        self._pipe: tuple[int, int] | None = None
        self._connections: list[Any] = []
        self._invocation = invocation.current()

    def __enter__(self) -> Self:
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._watches = True
            signal.signal(signal.SIGINT, self._interrupt)
            self._invocation.on_connect = self.cover
        return self

    def __exit__(self, *_: object) -> None:
        if self._watches:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._invocation.on_connect = None
        if self._pipe:
            signal.set_wakeup_fd(-1)
            os.close(self._pipe[1])

    def _interrupt(self, *_: object) -> None:
        self.came = True
        raise KeyboardInterrupt

    def cover(self, connection: Any) -> None:
        """Cancel the connection's statement at Ctrl-C; a handler in Python runs only when the driver returns."""
        self._connections.append(connection)
        if self._pipe is None:
            self._pipe = os.pipe()
            os.set_blocking(self._pipe[1], False)
            signal.set_wakeup_fd(self._pipe[1])
            threading.Thread(target=self._cancel_statements, args=(self._pipe[0],), daemon=True).start()

    def _cancel_statements(self, wakeups: int) -> None:
        while numbers := os.read(wakeups, 64):
            if signal.SIGINT in numbers:
                for connection in self._connections:
                    _cancel(connection)
        os.close(wakeups)


def cover(connection: Any) -> None:
    """Let Ctrl-C cancel the statements of this connection, if the current Invocation watches for it."""
    if watch := invocation.current().on_connect:
        watch(connection)


def _cancel(connection: Any) -> None:
    with suppress(Exception):  # closed or broken: nothing to cancel
        (getattr(connection, "cancel", None) or connection.interrupt)()
