"""A TCP proxy on the loopback interface that can cut, stop or slow down the connections to a real server.

A black hole of this proxy is a server that no longer answers: the operating system still acknowledges what the client
sends. A cable that is pulled cannot be imitated without root, so TCP keepalives never fire here.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

PIECE_BYTES = 1 << 16


class Proxy:
    """`with Proxy(url) as proxy`: `proxy.url` leads to the server of `url`, which may be PostgreSQL or Valkey.

    The byte counts and cuts concern all connections together. `sent` is what clients sent, `received` what the server
    answered.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 5432)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        account = parts.netloc.rpartition("@")[0]
        self.url = parts._replace(netloc=f"{account}@127.0.0.1:{self.port}".removeprefix("@")).geturl()
        self.latency = 0.0  # seconds that each piece waits before it is passed on, one piece after another
        self.connections = 0  # accepted so far
        self.cuts = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._bytes = {"sent": 0, "received": 0}
        self._limits: dict[str, int] = {}
        self._at_limit: Callable[[], None] = self.cut
        self._flows, self._stopped = threading.Event(), threading.Event()
        self._flows.set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._flows.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes up `accept`
        self._listener.close()
        self.cut()
        for thread in list(self._threads):
            thread.join(10)

    @property
    def sent(self) -> int:
        """Bytes from clients that reached the server."""
        return self._bytes["sent"]

    @property
    def received(self) -> int:
        """Bytes from the server that reached clients."""
        return self._bytes["received"]

    def cut(self) -> None:
        """End all connections now; new ones are served."""
        with self._lock:
            self.cuts += bool(self._open)
            for end in self._open:
                with suppress(OSError):  # the other side was faster
                    end.shutdown(socket.SHUT_RDWR)

    def cut_after(self, *, sent: int | None = None, received: int | None = None) -> None:
        """End all connections once, when that many bytes were passed on from now; new ones are served."""
        self._arm(self.cut, sent, received)

    def swallow(self) -> None:
        """Pass nothing on any more, in neither direction; new connections are accepted and get no answer either."""
        self._flows.clear()

    def swallow_after(self, *, sent: int | None = None, received: int | None = None) -> None:
        """Pass nothing on any more, when that many bytes were passed on from now."""
        self._arm(self.swallow, sent, received)

    def resume(self) -> None:
        """Pass on again, beginning with what was held back."""
        self._flows.set()

    def _arm(self, action: Callable[[], None], sent: int | None, received: int | None) -> None:
        with self._lock:
            self._bytes = {"sent": 0, "received": 0}
            wanted = {"sent": sent, "received": received}
            self._limits = {way: limit for way, limit in wanted.items() if limit is not None}
            self._at_limit = action

    def _run(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:  # the listener was closed
                return
            self.connections += 1
            self._run(self._connect, client)

    def _connect(self, client: socket.socket) -> None:
        with self._lock:
            self._open.add(client)
        self._flows.wait()
        try:
            server = socket.create_connection(self._server, timeout=10)
        except OSError:
            self._close(client)
            return
        server.settimeout(None)
        with self._lock:
            self._open.add(server)
        if self._stopped.is_set():
            self.cut()
        back = threading.Thread(target=self._pour, args=(server, client, "received"), daemon=True)
        back.start()
        self._pour(client, server, "sent")
        back.join()
        self._close(client, server)

    def _close(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open.difference_update(ends)
        for end in ends:
            end.close()

    def _pour(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):  # a connection that was cut
            while piece := source.recv(PIECE_BYTES):
                self._stopped.wait(self.latency)
                self._flows.wait()
                allowed, at_limit = self._allowed(len(piece), way)
                sink.sendall(piece[:allowed])
                if at_limit:
                    self._at_limit()
                    self._flows.wait()
                    sink.sendall(piece[allowed:])
                    with self._lock:
                        self._bytes[way] += len(piece) - allowed
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def _allowed(self, length: int, way: str) -> tuple[int, bool]:
        """How many of that many bytes may pass now, and whether the limit is reached with them."""
        with self._lock:
            limit = self._limits.get(way)
            if limit is None or self._bytes[way] + length < limit:
                self._bytes[way] += length
                return length, False
            allowed = limit - self._bytes[way]
            self._bytes[way] = limit
            self._limits = {}
            return allowed, True
