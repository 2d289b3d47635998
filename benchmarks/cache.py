"""`cache usage` as a whole process, against the bare names of the same keys as `redis-cli --scan` prints them."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import redis

from benchmarks.measure import Pair, command, compare, output
from benchmarks.startup import BBPROPS
from tests import servers

KEYS, BATCH = 1_000_000, 50_000
FILL = """
local leagues = {'NFL', 'NBA', 'MLB', 'NHL', 'CFB'}
for number = ARGV[1], ARGV[2] do
    local name = 'bbprops:v1:props:' .. leagues[number % 5 + 1] .. ':2025:' .. number
    redis.call('SET', name, string.rep('x', number % 200), 'EX', 86400)
end
"""


def run(rounds: int, *_: object) -> Iterator[Pair]:
    """A million keys, on a server of our own; without redis-cli, `scan.py` says what that would."""
    guard, url = servers.start_redis()
    try:
        client = redis.Redis.from_url(url)
        for first in range(0, KEYS, BATCH):
            client.eval(FILL, 0, first, first + BATCH - 1)
        client.close()
        cli = shutil.which("redis-cli") or shutil.which("valkey-cli")
        bare = (sys.executable, Path(__file__).with_name("scan.py"), str(urlsplit(url).port))
        floor = command(cli, "-u", url, "--scan") if cli else command(*bare)
        ours = command(BBPROPS, "cache", "usage", REDIS_URL=url)
        _require_all(output(ours)[1], output(floor)[0])
        yield compare(f"cache usage, {KEYS:,} / redis-cli --scan", ours, floor, budget=4, rounds=rounds)
    finally:
        servers.stop(guard)


def _require_all(talk: str, names: str) -> None:
    """Speed is worth nothing when keys are missing."""
    if f"{KEYS:,} keys" not in talk or len(names.splitlines()) != KEYS:
        raise SystemExit(f"There are {KEYS:,} keys; bbprops says {talk!r}, and the floor {len(names.splitlines()):,}.")
