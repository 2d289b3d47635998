"""Proxies in front of the servers of the tests. Other folders use `Proxy`, `clock` and `child` directly."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.faults.proxy import Proxy


@pytest.fixture
def pg_proxy(pg_server: str) -> Iterator[Proxy]:
    """A proxy in front of the PostgreSQL server."""
    with Proxy(pg_server) as proxy:
        yield proxy


@pytest.fixture
def redis_proxy(redis_server: str) -> Iterator[Proxy]:
    """A proxy in front of the Valkey server."""
    with Proxy(redis_server) as proxy:
        yield proxy


@pytest.fixture
def proxy(database: Database) -> Iterator[Proxy]:
    """A proxy in front of the PostgreSQL database of the test."""
    with Proxy(database.url) as between:
        yield between
