"""`cache clear`."""

from typing import Any

from tests.conftest import Run


def test_cache_clear_counts_keys_and_asks_first(run: Run, redis: Any, redis_prefix: str, filled: None) -> None:

    unasked, tried = run("cache", "clear", "props:NFL:*"), run("cache", "clear", "props:NFL:*", "--dry-run")
    assert (unasked.exit_code, unasked.stdout) == (8, "")
    assert "Clear 4 keys at 127.0.0.1:" in unasked.stderr
    assert tried.stderr == "would clear 4 keys\n"
    assert redis.exists(f"{redis_prefix}:props:NFL:0")

    done = run("cache", "clear", "props:NFL:*", "--yes")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "cleared 4 keys\n")
    assert redis.exists(f"{redis_prefix}:props:NBA:1", f"{redis_prefix}:lonely") == 2


def test_cache_clear_keeps_keys_outside_the_prefix(run: Run, redis: Any, redis_prefix: str, filled: None) -> None:
    redis.set(f"x{redis_prefix}:1", "1", ex=60)

    assert run("cache", "clear", "--yes", "--cron").stderr == "cleared 6 keys\n"
    assert redis.exists(f"x{redis_prefix}:1")
    again = run("cache", "clear", "--yes", "--cron")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
