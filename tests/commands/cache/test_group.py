"""What every command of `cache` does without a Redis, and all of them on a cluster."""

import pytest

from tests.commands.cache.results import NFL, explain, rows
from tests.conftest import Run

COMMANDS = [["info"], ["keys"], ["get", "x"], ["usage"], ["warm"], ["clear"], ["explain", "x"]]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_cache_command_requires_redis_url(run_here: Run, words: list[str]) -> None:
    result = run_here("cache", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: REDIS_URL is not set, so nothing is cached; everything else works")
    assert "Set REDIS_URL, such as redis://localhost:6379/0" in result.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_cache_command_prints_the_password_of_an_unreachable_redis(
    run: Run, board: None, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://me:s3cret@127.0.0.1:1/0")

    result = run("cache", *words)

    assert (result.exit_code, result.stdout) == (4, "")
    assert "error: Redis cannot be reached" in result.stderr
    assert "s3cret" not in result.stderr


@pytest.mark.slow
def test_cache_commands_work_on_a_cluster(
    run: Run, board: None, redis_cluster: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_cluster)

    assert len(rows(run("cache", "warm", "-o", "json"))) == 3
    assert len(rows(run("cache", "keys", "props:*", "-o", "json"))) == 3
    assert explain(run, NFL)[0] == "fresh"
    assert rows(run("cache", "get", NFL, "-o", "json"))["type"] == "string"
    assert {row["keys"] for row in rows(run("cache", "usage", "props:*", "-o", "json"))} == {3}
    assert rows(run("cache", "info", "-o", "json"))["nodes"] == 3
    assert run("cache", "clear", "--yes").stderr == "cleared 6 keys\n"
