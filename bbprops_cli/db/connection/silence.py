"""Ends a connection whose server gives no sign of life, so that a command does not wait for it for minutes.

Keepalives and `tcp_user_timeout` do that where nothing acknowledges what is sent. Where something does, such as a proxy
or a host whose server has frozen, only a question to the server itself shows that it still works. A statement may take
long, so while one runs, a thread asks the server from time to time over a second connection, and without a login. If
it gives no answer several times in a row, the thread shuts the socket down, and the driver fails at once.
"""

import socket
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import psycopg2
from psycopg2 import extensions

SSL_REQUEST = bytes.fromhex("0000000804d2162f")  # a server answers it with one byte, before any login
QUESTIONS = 3  # without an answer, one after another, before a server counts as unreachable
IMPATIENT_SECONDS = 3.0  # after Ctrl-C
Address = Any  # host and port, or the path of a socket


class Connection(extensions.connection):  # type: ignore[misc]  # psycopg2 ships no types
    """A connection that `watch` may end while it waits for the server; its error then says why."""

    waiting_since: float | None = None
    patience = 0.0
    silent = ""
    changed: threading.Event | None = None  # set when the connection is closed or loses its patience
    guard: threading.Lock  # held while the socket is shut down, so that it is still ours

    def commit(self) -> None:
        with waiting(self):
            super().commit()

    def rollback(self) -> None:
        with waiting(self):
            super().rollback()

    def close(self) -> None:
        if self.changed:
            with self.guard:
                super().close()
            self.changed.set()
        else:
            super().close()


class Cursor(extensions.cursor):  # type: ignore[misc]
    """A cursor whose statements are watched."""

    def execute(self, query: str | bytes, values: Sequence[Any] | None = None) -> Any:
        with waiting(self.connection):
            return super().execute(query, values)

    def executemany(self, query: str | bytes, values: Iterable[Sequence[Any]]) -> Any:
        with waiting(self.connection):
            return super().executemany(query, values)

    def copy_expert(self, query: str | bytes, file: BinaryIO, size: int = 8192) -> Any:
        with waiting(self.connection):
            return super().copy_expert(query, file, size)


@contextmanager
def waiting(connection: Connection) -> Iterator[None]:
    """The time in which the connection waits for the server."""
    connection.waiting_since = time.monotonic()
    try:
        yield
    except psycopg2.Error as error:
        if connection.silent:
            raise psycopg2.OperationalError(connection.silent) from error
        raise
    finally:
        if connection.changed:
            with connection.guard:
                connection.waiting_since = None


def watch(connection: Connection, seconds: float) -> None:
    """Start to watch a new connection; a server may be silent for so many seconds, with 0 for ever."""
    if not seconds:
        return
    try:
        with socket.socket(fileno=socket.dup(connection.fileno())) as ours:
            family, address = ours.family, ours.getpeername()
    except OSError:  # the server has closed it already, which the first statement will say
        return
    connection.patience = seconds
    connection.guard, connection.changed = threading.Lock(), threading.Event()
    arguments = (weakref.ref(connection), connection.changed, family, address)
    threading.Thread(target=_watch, args=arguments, name="bbprops-silence", daemon=True).start()


def reaches_server(connection: object) -> bool:
    """Whether the server of a watched connection can be asked to cancel; if not, the connection is ended soon.

    psycopg2 holds the GIL until the server has closed the connection that asks for it, so a server that is silent would
    stop all threads.
    """
    if not isinstance(connection, Connection) or not connection.changed:
        return True
    connection.patience = min(connection.patience, IMPATIENT_SECONDS)
    connection.changed.set()
    with suppress(psycopg2.Error, OSError), socket.socket(fileno=socket.dup(connection.fileno())) as ours:
        return _answers_once(ours.family, ours.getpeername(), IMPATIENT_SECONDS / QUESTIONS)
    return False


def _watch(
    reference: "weakref.ref[Connection]", changed: threading.Event, family: socket.AddressFamily, address: Address
) -> None:
    answered = 0.0
    while (connection := reference()) is not None and not connection.closed:
        patience, since = connection.patience, connection.waiting_since
        now = time.monotonic()
        if since is None or now - max(since, answered) < patience / 3:
            del connection  # or it would live as long as this thread
            changed.wait(patience / 10)
            changed.clear()
        elif _answers(connection, since, family, address):
            answered = time.monotonic()
        else:
            _end(connection, since, time.monotonic() - max(since, answered))
            return


def _answers(connection: Connection, since: float, family: socket.AddressFamily, address: Address) -> bool:
    """Whether the server answers one of several questions, or the connection no longer waits for it."""
    for _ in range(QUESTIONS):
        limit = connection.patience / 6
        until = time.monotonic() + limit
        if _answers_once(family, address, limit) or connection.waiting_since != since:
            return True
        time.sleep(max(0.0, until - time.monotonic()))  # a refusal comes at once
    return connection.waiting_since != since


def _answers_once(family: socket.AddressFamily, address: Address, seconds: float) -> bool:
    with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as question:
        question.settimeout(seconds)
        question.connect(address)
        question.sendall(SSL_REQUEST)
        return bool(question.recv(1))
    return False


def _end(connection: Connection, since: float, silence: float) -> None:
    with connection.guard:
        if connection.waiting_since == since and not connection.closed:
            connection.silent = f"the server has not answered for {silence:.0f} s"
            with socket.socket(fileno=socket.dup(connection.fileno())) as ours:
                ours.shutdown(socket.SHUT_RDWR)
