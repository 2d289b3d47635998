"""`bbprops cache`: a look at the keys, answers made beforehand, and clearing."""

import json
from typing import Any

import pytest

from bbprops_cli.cache import answers
from bbprops_cli.cache import usage as adding
from tests import factories
from tests.conftest import Run
from tests.databases import Database

NFL = "props:NFL:-:5"
COMMANDS = [["info"], ["keys"], ["get", "x"], ["usage"], ["warm"], ["clear"], ["explain", "x"]]


@pytest.fixture
def board(database: Database) -> None:
    with database.session() as session:
        for week, league in ((5, "NFL"), (5, "NFL"), (6, "NFL"), (None, "NBA")):
            factories.new_prop(session, league=league, week=week)


@pytest.fixture
def run(run: Run, redis: Any) -> Run:
    """With a Redis whose other keys are those of other tests."""
    return run


def rows(result: Any) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_redis_every_command_says_what_to_set(run_here: Run, words: list[str]) -> None:
    result = run_here("cache", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: REDIS_URL is not set, so nothing is cached; everything else works")
    assert "Set REDIS_URL, such as redis://localhost:6379/0" in result.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_absent_redis_is_told_without_its_password(
    run: Run, board: None, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://me:s3cret@127.0.0.1:1/0")

    result = run("cache", *words)

    assert (result.exit_code, result.stdout) == (4, "")
    assert "error: Redis cannot be reached" in result.stderr
    assert "s3cret" not in result.stderr


def test_info_is_about_the_server(run: Run, redis: Any, redis_prefix: str) -> None:
    found = rows(run("cache", "info", "-o", "json"))

    assert (found["nodes"], found["prefix"], found["cache_ttl"]) == (1, redis_prefix, 300)
    assert found["server"].startswith(("Valkey ", "Redis "))
    assert found["memory"] > 0


def test_keys_of_the_prefix_only_and_never_by_the_command_that_stops_a_server(
    run: Run, redis: Any, redis_prefix: str
) -> None:
    redis.set(f"{redis_prefix}:a", "1", ex=60)
    redis.rpush(f"{redis_prefix}:b", "1")
    redis.set(f"{redis_prefix}x", "1")
    before = redis.info("commandstats").get("cmdstat_keys")

    found = sorted(rows(run("cache", "keys", "-o", "json")), key=lambda row: str(row["key"]))

    assert [(row["key"].rpartition(":")[2], row["type"]) for row in found] == [("a", "string"), ("b", "list")]
    assert (0 < found[0]["ttl"] <= 60, found[1]["ttl"], found[0]["bytes"] > 0) == (True, None, True)
    assert redis.info("commandstats").get("cmdstat_keys") == before
    redis.delete(f"{redis_prefix}x")


def test_a_pattern_a_limit_and_keys_of_others(run: Run, redis: Any, redis_prefix: str) -> None:
    for number in range(3):
        redis.set(f"{redis_prefix}:{number}", "1")
    redis.set(f"other-{redis_prefix}", "1", ex=60)

    assert len(rows(run("cache", "keys", "[01]", "-o", "json"))) == 2
    assert len(rows(run("cache", "keys", f"{redis_prefix}:[01]", "-o", "json"))) == 2
    limited = run("cache", "keys", "--limit", "2", "-o", "json")
    assert (len(rows(limited)), limited.stderr) == (2, "the first 2; --limit 0 shows all\n")
    (other,) = rows(run("cache", "keys", f"other-{redis_prefix}", "--all", "-o", "json"))
    assert other["key"] == f"other-{redis_prefix}"


CONTENTS: dict[str, tuple[Any, Any, int]] = {
    "string": (lambda redis, key: redis.set(key, b"\xff\x00x", ex=60), "\\xff\x00x", 3),
    "json": (lambda redis, key: redis.set(key, '{"a": [1]}'), {"a": [1]}, 10),
    "nearly json": (lambda redis, key: redis.set(key, "[NaN]"), "[NaN]", 5),
    "hash": (lambda redis, key: redis.hset(key, mapping={b"\xfe": b"1"}), {"\\xfe": "1"}, 1),
    "list": (lambda redis, key: redis.rpush(key, "b", "a"), ["b", "a"], 2),
    "set": (lambda redis, key: redis.sadd(key, "b", "a"), ["a", "b"], 2),
    "sorted set": (lambda redis, key: redis.zadd(key, {"b": 1.5, "a": "inf"}), [["b", 1.5], ["a", "inf"]], 2),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_what_a_key_holds(run: Run, redis: Any, redis_prefix: str, name: str) -> None:
    store, value, size = CONTENTS[name]
    store(redis, f"{redis_prefix}:x")

    found = rows(run("cache", "get", "x", "-o", "json"))

    assert (found["key"], found["value"], found["size"]) == (f"{redis_prefix}:x", value, size)
    assert found["bytes"] > 0
    assert (found["ttl"] is None) == (name != "string")


BINARY = b"\\x\xff\x1b[31m\n\t" + "\u202e".encode()


@pytest.mark.parametrize("fmt", ["name", "table", "tsv", "json"])
def test_a_binary_key_is_found_by_what_is_shown(run: Run, redis: Any, redis_prefix: str, fmt: str) -> None:
    redis.set(f"{redis_prefix}:".encode() + BINARY, "here")
    printed = run("cache", "keys", "-o", fmt)
    shown = rows(printed)[0]["key"] if fmt == "json" else printed.stdout.splitlines()[-1].split()[0].split("\t")[0]

    assert shown.startswith(redis_prefix)
    assert shown.isprintable() or fmt == "json"
    assert rows(run("cache", "get", shown, "-o", "json"))["value"] == "here"


def test_large_collections_are_cut_and_unknown_ones_refused(run: Run, redis: Any, redis_prefix: str) -> None:
    redis.rpush(f"{redis_prefix}:l", *range(5))
    redis.xadd(f"{redis_prefix}:s", {"a": 1})

    cut = run("cache", "get", "l", "--limit", "2", "-o", "json")
    assert (rows(cut)["value"], cut.stderr) == (["0", "1"], "2 of 5; --limit 0 shows all\n")
    refused = run("cache", "get", "s")
    assert (refused.exit_code, refused.stdout) == (5, "")
    assert refused.stderr == "error: s is a stream, which is not shown. Use redis-cli.\n"
    unknown = run("cache", "get", r"no\xff")
    assert (unknown.exit_code, unknown.stdout) == (3, "")
    assert unknown.stderr == "error: There is no key 'no\\xff': bbprops cache keys lists them.\n"


def fill(redis: Any, prefix: str) -> None:
    for number in range(4):
        redis.set(f"{prefix}:props:NFL:{number}", "x" * (10 if number else 5000), ex=60)
    redis.set(f"{prefix}:props:NBA:1", "x")
    redis.set(f"{prefix}:lonely", "x")


def test_usage_by_prefix(run: Run, redis: Any, redis_prefix: str) -> None:
    fill(redis, redis_prefix)
    result = run("cache", "usage", "--depth", "2", "-o", "json")
    found = {row["prefix"].removeprefix(f"{redis_prefix}:"): row for row in rows(result)}

    assert {name: (row["keys"], row["without_ttl"]) for name, row in found.items()} == {
        "props:NFL:*": (4, 0),
        "props:NBA:*": (1, 1),
        "lonely": (1, 1),
    }
    assert found["props:NFL:*"]["biggest"] == f"{redis_prefix}:props:NFL:0"
    assert found["props:NFL:*"]["bytes"] > found["props:NFL:*"]["biggest_bytes"] > 5000
    assert result.stderr == "6 keys, 0.0 MB\n"


def test_usage_of_very_many_keys_is_estimated(
    run: Run, redis: Any, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "EXACT_KEYS", 20)
    with redis.pipeline() as pipe:
        for number in range(220):
            pipe.set(f"{redis_prefix}:x:{number:03}", "x" * 100)
        for number in range(8):
            pipe.set(f"{redis_prefix}:y{number}", "x" * 50)
        pipe.execute()

    estimated, exact = run("cache", "usage", "-o", "json"), run("cache", "usage", "--exact", "-o", "json")

    sizes = [{row["prefix"]: row["bytes"] for row in rows(result)} for result in (estimated, exact)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.3)  # no kind has gone unseen
    assert "228 keys" in estimated.stderr
    assert " of them; --exact measures all" in estimated.stderr
    assert "estimated" not in exact.stderr


def test_clearing_counts_and_asks_first(run: Run, redis: Any, redis_prefix: str) -> None:
    fill(redis, redis_prefix)

    unasked, tried = run("cache", "clear", "props:NFL:*"), run("cache", "clear", "props:NFL:*", "--dry-run")
    assert (unasked.exit_code, unasked.stdout) == (8, "")
    assert "Clear 4 keys at 127.0.0.1:" in unasked.stderr
    assert tried.stderr == "would have cleared 4 keys\n"
    assert redis.exists(f"{redis_prefix}:props:NFL:0")

    done = run("cache", "clear", "props:NFL:*", "--yes")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "cleared 4 keys\n")
    assert redis.exists(f"{redis_prefix}:props:NBA:1", f"{redis_prefix}:lonely") == 2


def test_clearing_leaves_the_keys_of_others(run: Run, redis: Any, redis_prefix: str) -> None:
    fill(redis, redis_prefix)
    redis.set(f"x{redis_prefix}:1", "1", ex=60)

    assert run("cache", "clear", "--yes", "--cron").stderr == "cleared 6 keys\n"
    assert redis.exists(f"x{redis_prefix}:1")
    again = run("cache", "clear", "--yes", "--cron")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_warm_keeps_what_an_api_will_be_asked_for(run: Run, board: None, redis_prefix: str) -> None:
    result = run("cache", "warm", "-o", "json")

    found = {row["key"].removeprefix(f"{redis_prefix}:"): (row["props"], row["kept"]) for row in rows(result)}
    assert found == {"props:NBA:-:-": (1, True), NFL: (2, True), "props:NFL:-:6": (1, True)}
    assert result.stderr == "warmed 3 of 3 boards for 300 s\n"
    (one,) = rows(run("cache", "warm", "--league", "nfl", "--season", "2025-26", "--week", "6", "-o", "json"))
    assert one["key"] == f"{redis_prefix}:props:NFL:2025:6"


def test_warm_has_nothing_to_do_on_an_empty_board(run: Run) -> None:
    result = run("cache", "warm", "--league", "NFL", "--cron")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def explain(run: Run, key: str) -> tuple[str, str]:
    found = rows(run("cache", "explain", key, "-o", "json"))
    return found["state"], found["reason"]


def test_an_answer_is_fresh_until_a_commit(run: Run, board: None) -> None:
    run("cache", "warm")
    assert explain(run, NFL) == ("fresh", "it agrees with the database: 2 props")

    run("props", "deactivate", "--player", "Ada", "--week", "5", "--yes")
    run("db", "mark", "development")
    run("props", "deactivate", "--player", "Ada", "--week", "5", "--yes")
    assert explain(run, NFL)[0] == "stale"


def test_what_was_changed_behind_our_back_is_found(run: Run, board: None, database: Database) -> None:
    run("cache", "warm")
    database.rows("UPDATE prop_markets SET line = 9.5 WHERE week = 5")
    state, reason = explain(run, NFL)
    assert (state, "it is served, but the database has" in reason) == ("stale", True)

    database.rows("DELETE FROM prop_markets WHERE week = 5")
    assert explain(run, NFL)[0] == "orphan"


def test_keys_that_hold_no_board(run: Run, redis: Any, redis_prefix: str) -> None:
    which = answers.names(redis_prefix, "experiments:42")
    answers.store(redis, which, b"[]", answers.begin_version(redis, which), 60)
    redis.set(f"{redis_prefix}:of-nobody", "1")
    redis.set(f"x{redis_prefix}", "1", ex=60)

    assert explain(run, "experiments:42")[0] == "fresh"
    assert explain(run, "of-nobody")[0] == "orphan"
    assert explain(run, "generation:experiments")[0] == "ours"
    assert explain(run, f"x{redis_prefix}")[0] == "foreign"
    assert run("cache", "explain", "nothing").exit_code == 3


@pytest.mark.slow
def test_all_of_it_in_a_cluster(
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
