"""The proxy forwards, cuts at the byte that it was told, holds back, slows down and ends by itself."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import psycopg2
import pytest
import redis

from tests.faults.proxy import Proxy


@pytest.fixture
def echo() -> Iterator[str]:
    """URL of a server that sends back what it gets."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener,), daemon=True).start()
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket) -> None:
    with suppress(OSError):
        while True:
            threading.Thread(target=_send_back, args=(listener.accept()[0],), daemon=True).start()


def _send_back(client: socket.socket) -> None:
    with client, suppress(OSError):
        while piece := client.recv(1 << 16):
            client.sendall(piece)


def connect(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=10)


def all_of(client: socket.socket) -> bytes:
    """Everything until the other side closes."""
    found = b""
    with suppress(ConnectionResetError):
        while piece := client.recv(1 << 16):
            found += piece
    return found


def test_proxy_forwards_to_postgresql_and_counts_connections(pg_proxy: Proxy) -> None:
    for _ in range(2):
        with closing(psycopg2.connect(pg_proxy.url)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT repeat('x', 200000)")
            assert cursor.fetchone() == ("x" * 200000,)

    assert pg_proxy.connections == 2
    assert pg_proxy.received > 400000 > pg_proxy.sent > 0


def test_proxy_forwards_to_valkey(redis_proxy: Proxy) -> None:
    with redis.Redis.from_url(redis_proxy.url) as client:
        assert client.ping()


@pytest.mark.parametrize("limit", [0, 1, 7, 10])
def test_cut_after_sent_bytes_delivers_exactly_these(echo: str, limit: int) -> None:
    with Proxy(echo) as proxy, connect(proxy) as client:
        proxy.cut_after(sent=limit)
        client.sendall(b"0123456789")
        assert b"0123456789".startswith(all_of(client))

        assert (proxy.sent, proxy.cuts) == (limit, 1)


def test_cut_after_received_bytes_delivers_exactly_these_to_the_client(echo: str) -> None:
    with Proxy(echo) as proxy, connect(proxy) as client:
        proxy.cut_after(received=4)
        client.sendall(b"0123456789")

        assert all_of(client) == b"0123"
        assert proxy.received == 4


def test_after_a_cut_new_connections_are_served(echo: str) -> None:
    with Proxy(echo) as proxy:
        with connect(proxy) as client:
            client.sendall(b"x")
            assert client.recv(1) == b"x"
            proxy.cut()
            assert all_of(client) == b""
        with connect(proxy) as client:
            client.sendall(b"y")
            assert client.recv(1) == b"y"

        assert (proxy.connections, proxy.cuts) == (2, 1)


def test_black_hole_answers_neither_open_nor_new_connections_until_it_resumes(echo: str) -> None:
    with Proxy(echo) as proxy, connect(proxy) as before:
        before.sendall(b"a")
        assert before.recv(1) == b"a"
        proxy.swallow()
        with connect(proxy) as after:
            for client in (before, after):
                client.sendall(b"b")
                client.settimeout(0.1)
                with pytest.raises(TimeoutError):
                    client.recv(1)
            proxy.resume()
            for client in (before, after):
                client.settimeout(10)
                assert client.recv(1) == b"b"


def test_black_hole_after_received_bytes_delivers_these_and_the_rest_when_it_resumes(echo: str) -> None:
    with Proxy(echo) as proxy, connect(proxy) as client:
        proxy.swallow_after(received=4)
        client.sendall(b"0123456789")
        client.settimeout(0.2)
        assert client.recv(10) == b"0123"
        with pytest.raises(TimeoutError):
            client.recv(10)

        proxy.resume()
        client.settimeout(10)
        assert client.recv(10) == b"456789"


def test_latency_delays_each_direction(echo: str) -> None:
    with Proxy(echo) as proxy, connect(proxy) as client:
        proxy.latency = 0.05
        started = time.monotonic()
        client.sendall(b"x")
        assert client.recv(1) == b"x"

        assert time.monotonic() - started >= 0.1


def test_unreachable_server_closes_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with Proxy(f"tcp://127.0.0.1:{port}") as proxy, connect(proxy) as client:
        assert all_of(client) == b""


def test_proxy_ends_with_its_threads_while_connections_are_open(echo: str) -> None:
    before = threading.active_count()
    with Proxy(echo) as proxy:
        clients = [connect(proxy) for _ in range(3)]
        proxy.swallow()
    for client in clients:
        assert all_of(client) == b""
        client.close()
    with pytest.raises(OSError, match="refused"):
        connect(proxy)

    end = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_proxy_listens_on_loopback_only(echo: str) -> None:
    with Proxy(echo) as proxy:
        assert f"127.0.0.1:{proxy.port}" in proxy.url
        assert proxy._listener.getsockname()[0] == "127.0.0.1"
