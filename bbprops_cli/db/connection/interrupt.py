"""Ctrl-C during a statement.

Without this module the drivers would wait for a long statement to end, and turn KeyboardInterrupt into errors of their
own.
"""

import os
import signal
import threading
from contextlib import suppress
from typing import Self

from bbprops_cli import invocation
from bbprops_cli.db.connection.driver import Connection


class CtrlC:
    """Cancels the statements of one command at Ctrl-C; `pressed` tells whether it was pressed.

    It does nothing outside the main thread, which alone gets signals, nor if SIGINT is ignored or has a handler.
    """

    def __init__(self) -> None:
        self.pressed = False
        self._watches = False
        self._pipe: tuple[int, int] | None = None
        self._connections: list[Connection] = []
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
        self.pressed = True
        raise KeyboardInterrupt

    def cover(self, connection: Connection) -> None:
        """Cancel the statement of this connection at Ctrl-C.

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
            if signal.SIGINT in numbers:
                for connection in self._connections:
                    _cancel(connection)
        os.close(wakeups)


def cover(connection: Connection) -> None:
    """Let Ctrl-C cancel the statements of this connection, if the current Invocation watches for it."""
    if watch := invocation.current().on_connect:
        watch(connection)


def _cancel(connection: Connection) -> None:
    with suppress(Exception):  # closed or broken: nothing to cancel
        for method in ("cancel", "interrupt"):  # of psycopg2, of sqlite3
            getattr(connection, method, bool)()
