"""The example service under load: its board from the cache against a constant, from the database against asyncpg."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import generate, load
from benchmarks.measure import PLAIN, Command, Pair, command, compare
from benchmarks.servers import durable_postgres
from tests import servers

ROOT = Path(__file__).parents[1]
WEEK = f"{generate.AT_HAND}/NFL"


def run(rounds: int, sizes: list[int], folder: Path) -> Iterator[Pair]:
    """Requests by eight clients at once to one process of uvicorn, on a board of the smallest size."""
    with durable_postgres(folder / "postgresql") as server, _service(load.postgres(server.url, sizes[0])) as port:
        bodies = {_body(port, route) for route in ("props", "constant", "database", "bare")}
        if len(bodies) != 1:
            raise SystemExit("The routes of benchmarks/service.py do not say the same.")
        for name, ours, floor, requests, budget in (
            ("from the cache / a constant", "props", "constant", 4000, 2.0),
            ("from the database / asyncpg", "database", "bare", 800, 2.5),
        ):
            both = [_asking(port, route, requests) for route in (ours, floor)]
            yield compare(f"{requests:,} GET /props {name}", *both, budget=budget, rounds=rounds)


def _asking(port: int, route: str, requests: int) -> Command:
    clients = Path(__file__).with_name("clients.py")
    return command(sys.executable, "-I", "-S", clients, str(port), f"/{route}/{WEEK}", str(requests))


@contextmanager
def _service(url: str) -> Iterator[int]:
    """The port of the service on that database and a Redis of its own."""
    guard, redis_url = servers.start_redis()
    port = servers._free_port()  # noqa: SLF001 - the tests' own way to find one
    argv = [sys.executable, "-m", "uvicorn", "benchmarks.service:app", "--port", str(port), "--log-level", "warning"]
    env = {**PLAIN, "DATABASE_URL": url, "REDIS_URL": redis_url, "REDIS_CACHE_TTL": "86400"}
    process = subprocess.Popen(argv, cwd=ROOT, env=env)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(15)
        servers.stop(guard)


def _body(port: int, route: str) -> bytes:
    """What a route answers; the service may still be starting."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{route}/{WEEK}", timeout=30) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
