"""The example service under uvicorn, with real servers that die and come back, and load from another process."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bbprops_cli.db.connection.session import session
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import migrations
from bbprops_cli.queries.db import seed
from tests import servers

pytestmark = pytest.mark.slow
APP = Path(__file__).parents[2] / "examples" / "fastapi_app"
LOAD = """
import collections, json, sys, time, urllib.error, urllib.request
seen = collections.Counter()
end = time.monotonic() + float(sys.argv[2])
bodies = set()
while time.monotonic() < end:
    try:
        with urllib.request.urlopen(sys.argv[1], timeout=10) as answer:
            seen[answer.status] += 1
            bodies.add(answer.read())
    except urllib.error.HTTPError as error:
        seen[error.code] += 1
print(json.dumps([seen, len(bodies)]))
"""


def ask(url: str, body: object = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            text = answer.read().decode()
            return answer.status, text if url.endswith("metrics") else json.loads(text)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.fixture
def cluster() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bbprops-example-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "cluster"


def wait_until_healthy(url: str) -> None:
    patience = time.monotonic() + 20
    while True:
        try:
            if ask(f"{url}/health")[0] == 200:
                return
        except OSError:  # uvicorn is not there yet
            time.sleep(0.05)
        assert time.monotonic() < patience
        time.sleep(0.05)


ANA = {"email": "Ana@example.com", "clerk_user_id": "clerk_ana"}


def make_users(here: str) -> None:
    assert ask(f"{here}/users", ANA)[0] == 201
    assert ask(f"{here}/users", ANA)[0] == 409
    for wrong in (
        {},
        {"clerk_user_id": "a\0"},
        {"clerk_user_id": "a", "full_name": "\ud800"},
        {"clerk_user_id": "a" * 256},
    ):
        assert ask(f"{here}/users", {"email": "nobody@example.com", **wrong})[0] == 422
    assert ask(f"{here}/users", {**ANA, "email": "nobody"})[0] == 422
    assert ask(f"{here}/props/99999999999999999999/NFL")[0] == ask(f"{here}/props/5/%00")[0] == 422


def judge(load: "subprocess.Popen[bytes]") -> None:
    """Answers and refusals, and of all answers only one body."""
    counted, bodies = json.loads(load.communicate(timeout=30)[0])
    assert {*counted} <= {"200", "503"}
    assert (counted["200"] > 10, bodies) == (True, 1)


def test_fastapi_example_survives_restarts_of_its_servers(cluster: Path) -> None:
    binaries = servers.postgres_binaries()
    assert binaries
    postgres, url = servers.start_postgres(binaries, cluster=cluster)
    cache, redis_url = servers.start_redis()
    migrations.upgrade(url)
    with session(parse(url)) as work:
        seed.seed(work)
    port = servers._free_port()
    service = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "main:app", "--port", str(port), "--log-level", "warning"],
        cwd=APP,
        env={**os.environ, "DATABASE_URL": url, "REDIS_URL": redis_url, "REDIS_CACHE_TTL": "1"},
    )
    here = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(here)
        status, board = ask(f"{here}/props/5/NFL")
        assert (status, len(board) > 10) == (200, True)
        make_users(here)
        assert 'state="checked_out"' in ask(f"{here}/metrics")[1]

        load = subprocess.Popen([sys.executable, "-c", LOAD, f"{here}/props/5/NFL", "8"], stdout=subprocess.PIPE)
        servers.stop(postgres)
        time.sleep(1.1)  # what was cached has gone
        assert ask(f"{here}/props/5/NFL")[0] == 503
        assert ask(f"{here}/users", ANA)[0] == 503
        assert "s3cret" not in str(ask(f"{here}/health"))
        postgres, _ = servers.start_postgres(binaries, cluster=cluster, port=urlsplit(url).port or 0)
        servers.stop(cache)
        assert ask(f"{here}/health")[0] == 503
        assert ask(f"{here}/props/5/NFL") == (200, board)
        cache, _ = servers.start_redis(port=urlsplit(redis_url).port or 0)
        wait_until_healthy(here)
        assert ask(f"{here}/props/5/NFL") == (200, board)

        judge(load)
        info = ask(f"{here}/health")[1]["database"]
        assert info["checked_out"] == 0
    finally:
        service.terminate()
        service.wait(15)
        servers.stop(postgres)
        servers.stop(cache)
