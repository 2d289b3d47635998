"""The servers of the tests outlive nobody, and leave nothing behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from tests.databases import Database

START_AND_WAIT = """
import time
from tests import servers
server = servers.{name}()
print(next(server), flush=True)
time.sleep(600)
"""


def _data_folder(url: str) -> Path:
    if url.startswith("postgresql"):
        return Path(Database("postgresql", url).rows("SHOW data_directory")[0][0])
    with redis.from_url(url) as client:
        return Path(client.config_get("dir")["dir"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["postgres", "redis_protocol"])
def test_server_of_the_tests_ends_when_its_process_is_killed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    monkeypatch.delenv("BBPROPS_TEST_PG_URL", raising=False)
    monkeypatch.delenv("BBPROPS_TEST_REDIS_URL", raising=False)
    with subprocess.Popen([sys.executable, "-c", START_AND_WAIT.format(name=name)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        url = owner.stdout.readline().decode().strip()
        folder = _data_folder(url)
        owner.send_signal(signal.SIGKILL)
    patience = time.monotonic() + 20
    while folder.exists() and time.monotonic() < patience:
        time.sleep(0.1)

    assert not folder.exists()
    with pytest.raises((psycopg2.OperationalError, redis.ConnectionError)):
        _data_folder(url)
