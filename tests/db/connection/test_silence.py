"""A server that gives no sign of life any more ends the command, and a statement that takes long does not."""

import errno
import signal
import socket
import threading
import time
from contextlib import closing

import psycopg2
import pytest

from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Unreachable
from tests.databases import Database
from tests.faults.children import child
from tests.faults.conftest import pg_proxy
from tests.faults.proxy import Proxy

__all__ = ["pg_proxy"]
QUICK = "?tcp_user_timeout=600"


def test_statement_ends_when_the_server_stops_to_answer(pg_proxy: Proxy) -> None:
    with closing(connect(parse(pg_proxy.url + QUICK))) as connection, closing(connection.cursor()) as cursor:
        pg_proxy.swallow()
        began = time.monotonic()
        with pytest.raises(psycopg2.OperationalError) as caught:
            cursor.execute("SELECT 1")

    assert 0.3 < time.monotonic() - began < 3
    meaning = explain(caught.value)
    assert type(meaning) is Unreachable
    assert str(meaning) == "The database cannot be reached: the server has not answered for 1 s."


@pytest.mark.parametrize("call", ["commit", "rollback"])
def test_end_of_a_transaction_is_watched(pg_proxy: Proxy, call: str) -> None:
    with closing(connect(parse(pg_proxy.url + QUICK))) as connection, closing(connection.cursor()) as cursor:
        connection.autocommit = False
        cursor.execute("SELECT 1")
        pg_proxy.swallow()
        with pytest.raises(psycopg2.OperationalError, match="has not answered"):
            getattr(connection, call)()


def test_statement_that_takes_long_is_not_ended(pg_proxy: Proxy) -> None:
    with closing(connect(parse(pg_proxy.url + QUICK))) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SELECT pg_sleep(2)")

    assert pg_proxy.connections > 2  # it was asked meanwhile


def test_pause_that_is_shorter_than_the_patience_is_survived(pg_proxy: Proxy) -> None:
    with closing(connect(parse(pg_proxy.url + "?tcp_user_timeout=6000"))) as connection:
        pg_proxy.swallow()
        threading.Timer(1.5, pg_proxy.resume).start()
        cursor = connection.cursor()
        cursor.execute("SELECT 1")

        assert cursor.fetchall() == [(1,)]


def test_connection_in_no_statement_is_left_alone(pg_proxy: Proxy) -> None:
    with closing(connect(parse(pg_proxy.url + QUICK))) as connection:
        pg_proxy.swallow()
        time.sleep(1.2)
        pg_proxy.resume()
        cursor = connection.cursor()
        cursor.execute("SELECT 1")

        assert cursor.fetchall() == [(1,)]


def test_time_out_of_zero_asks_nothing(pg_proxy: Proxy) -> None:
    before = watches()
    with closing(connect(parse(pg_proxy.url + "?tcp_user_timeout=0"))):
        assert watches() == before


def test_connection_that_the_server_has_closed_at_once_is_not_watched(
    pg_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: socket.socket) -> None:
        raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")

    before = watches()
    monkeypatch.setattr(socket.socket, "getpeername", fail)
    with closing(connect(parse(pg_server))) as connection:
        connection.cursor().execute("SELECT 1")
        assert watches() == before


def watches() -> int:
    """The number of threads that watch a connection."""
    return sum(each.name == "bbprops-silence" for each in threading.enumerate())


def test_watch_ends_with_its_connection(pg_server: str) -> None:
    before = watches()
    connection = connect(parse(pg_server))
    assert watches() == before + 1
    connection.close()
    end = time.monotonic() + 5
    while watches() > before and time.monotonic() < end:
        time.sleep(0.01)

    assert watches() <= before


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_a_command_whose_server_is_silent(database: Database, number: int) -> None:
    with Proxy(database.url) as proxy:
        proxy.swallow_after(received=900)
        with child("props", "list", "-o", "csv", env={"DATABASE_URL": proxy.url}) as running:
            end = time.monotonic() + 20
            while proxy.received < 900 and time.monotonic() < end:
                time.sleep(0.05)
            began = time.monotonic()
            running.process.send_signal(number)
            result = running.end(20)

    assert (result.exit_code, result.stderr) == (128 + number, "")
    assert time.monotonic() - began < 10
