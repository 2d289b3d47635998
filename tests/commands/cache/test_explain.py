"""`cache explain`."""

from typing import Any

from bbprops_cli.cache import answers
from tests.commands.cache.results import NFL, explain
from tests.conftest import Run
from tests.databases import Database


def test_a_cached_answer_is_fresh_until_a_commit(run: Run, board: None, database: Database) -> None:
    run("cache", "warm")
    assert explain(run, NFL) == ("fresh", "it agrees with the database: 2 props")

    run("props", "deactivate", "--player", "Ada", "--week", "5", "--yes")
    database.label("development")
    run("props", "deactivate", "--player", "Ada", "--week", "5", "--yes")
    assert explain(run, NFL)[0] == "stale"


def test_cache_explain_finds_a_change_without_invalidation(run: Run, board: None, database: Database) -> None:
    run("cache", "warm")
    database.rows("UPDATE prop_markets SET line = 9.5 WHERE week = 5")
    state, reason = explain(run, NFL)
    assert (state, "it is served, but the database has" in reason) == ("stale", True)

    database.rows("DELETE FROM prop_markets WHERE week = 5")
    assert explain(run, NFL)[0] == "orphan"


def test_cache_explain_tells_other_answers_own_and_foreign_keys_apart(run: Run, redis: Any, redis_prefix: str) -> None:
    which = answers.names(redis_prefix, "experiments:42")
    answers.store(redis, which, b"[]", answers.begin_version(redis, which), 60)
    redis.set(f"{redis_prefix}:without-a-tag", "1")
    redis.set(f"x{redis_prefix}", "1", ex=60)

    assert explain(run, "experiments:42")[0] == "fresh"
    assert explain(run, "without-a-tag")[0] == "orphan"
    assert explain(run, "generation:experiments")[0] == "ours"
    assert explain(run, f"x{redis_prefix}")[0] == "foreign"
    assert run("cache", "explain", "nothing").exit_code == 3
