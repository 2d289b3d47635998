"""A durable PostgreSQL of our own: as it is installed, but for 256 MB of shared buffers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests import servers

SETTINGS = {"shared_buffers": "256MB"}


class Server(NamedTuple):
    """A running server: the URL of its administrator, and the client that came with it."""

    url: str
    psql: Path


@contextmanager
def durable_postgres(cluster: Path) -> Iterator[Server]:
    """A server on the files of that folder, which stay; nothing but its own start and end is done to them."""
    binaries = servers.postgres_binaries()
    if binaries is None or not (binaries / "psql").exists():
        raise SystemExit("No PostgreSQL with psql for the benchmarks: pip install -e '.[dev]'")
    guard, url = servers.start_postgres(binaries, cluster=cluster, settings=SETTINGS)
    try:
        yield Server(url, binaries / "psql")
    finally:
        servers.stop(guard)
