"""`snapshots lock`, `diff` and `create --capture` as whole processes, against a bare cursor and bare SQL in psql."""

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.queries.snapshots.capture import COPIED
from bbprops_cli.rules.snapshots.digest import PROP_COLUMNS
from benchmarks import generate, load
from benchmarks.measure import Command, Pair, command, compare, output
from benchmarks.servers import Server, durable_postgres
from benchmarks.startup import BBPROPS

SMALL = 100_000
MEMORY = 100  # MiB
BEFORE, AFTER, CAPTURED = (f"01900000-0000-7000-8000-00000000000{number}" for number in range(3))
NEW = "INSERT INTO snapshots (id, snapshot_id, league) VALUES ('{id}', '{name}', 'NFL')"
COPY = f"INSERT INTO prop_markets (id, snapshot_id, {', '.join(COPIED)})"
COPY += f" SELECT {POSTGRESQL.new_id()}, '{{id}}', {{columns}}"
AS_IT_IS = ", ".join(COPIED)
# Of a thousand props 40 have another line, 59 another price, 5 are gone and 5 are new.
MOVED = AS_IT_IS.replace("line", "line + CASE WHEN hashtext(external_id) % 25 = 0 THEN 1 ELSE 0 END").replace(
    " odds", " odds + CASE WHEN hashtext(external_id) % 17 = 0 THEN 0.05 ELSE 0 END"
)
HELD = f"""{NEW.format(id=BEFORE, name="before")};
{COPY.format(id=BEFORE, columns=AS_IT_IS)} FROM prop_markets"""
COMPARED = f"""{HELD} WHERE hashtext(external_id) % 100 <> 1;
{NEW.format(id=AFTER, name="after")};
{COPY.format(id=AFTER, columns=MOVED)} FROM prop_markets
WHERE snapshot_id IS NULL AND hashtext(external_id) % 100 <> 2"""
BOARD = "snapshot_id IS NULL AND is_active"
OF_ONE_SEASON = f"UPDATE prop_markets SET season = '{generate.NEWEST}', is_active = true"
KEY = "platform, game_id, player_name, market_type, period, variant"
JOIN = f"""SELECT {KEY}, coalesce(b.team, a.team), coalesce(b.league, a.league), coalesce(b.game_date, a.game_date),
a.line, b.line, b.line - a.line, a.odds, b.odds, 1 / b.odds - 1 / a.odds, a.under_odds, b.under_odds,
1 / b.under_odds - 1 / a.under_odds
FROM (SELECT * FROM prop_markets WHERE snapshot_id = '{BEFORE}') AS a
FULL JOIN (SELECT * FROM prop_markets WHERE snapshot_id = '{AFTER}') AS b USING ({KEY})
WHERE (a.line, a.odds, a.under_odds) IS DISTINCT FROM (b.line, b.odds, b.under_odds)"""


def run(rounds: int, sizes: list[int], folder: Path) -> Iterator[Pair]:
    """The digest of a snapshot of 100,000 props and of each size; the comparison and the capture of 100,000."""
    with durable_postgres(folder / "postgresql") as server:
        small_and_large = sorted({SMALL, *sizes})
        urls = {size: load.postgres(server.url, size, then=HELD) for size in small_and_large}
        for size, url in urls.items():
            columns = ", ".join(PROP_COLUMNS)
            floor = command(sys.executable, Path(__file__).with_name("read_in_order.py"), url, BEFORE, columns)
            name = f"lock, {size:,} / reading in order"
            yield compare(name, _lock(url, size), floor, budget=4, rounds=rounds, memory=MEMORY)
        for small, large in pairwise(small_and_large):
            pair = _lock(urls[large], large), _lock(urls[small], small)
            yield compare(f"lock, {large:,} / {small:,}", *pair, budget=large / small, rounds=rounds)
        yield _diff(server, load.postgres(server.url, SMALL, then=COMPARED), rounds)
        yield _capture(server, load.postgres(server.url, SMALL, then=OF_ONE_SEASON), rounds)


def _lock(url: str, size: int) -> Command:
    """A dry run: digest, lock and all, but for the commit, so that it can be done again."""
    found = command(BBPROPS, "snapshots", "lock", "before", "--dry-run", DATABASE_URL=url)
    if not re.search(rf"\t[0-9a-f]{{64}}\t{size}$", output(found)[0], re.MULTILINE):
        raise SystemExit(f"That is no digest of {size:,} props.")
    return found


def _diff(server: Server, url: str, rounds: int) -> Pair:
    ours = command(BBPROPS, "snapshots", "diff", "before", "after", DATABASE_URL=url)
    floor = command(server.psql, "-X", "-q", "-c", JOIN, url)
    return compare(f"diff, {SMALL:,} / psql full join", ours, floor, budget=2, rounds=rounds)


def _capture(server: Server, board: str, rounds: int) -> Pair:
    """Each run has a fresh copy of the board, which is not timed."""
    url = urlsplit(board)._replace(path="/target").geturl()
    psql = (server.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1")
    template = f"CREATE DATABASE target TEMPLATE {urlsplit(board).path[1:]}"
    anew = command(*psql, "-c", "DROP DATABASE IF EXISTS target", "-c", template, "-c", "CHECKPOINT", server.url)
    bare = f"{COPY.format(id=CAPTURED, columns=AS_IT_IS)} FROM prop_markets WHERE {BOARD}"
    floor = command(*psql, "-1", "-c", NEW.format(id=CAPTURED, name="captured"), "-c", bare, url)
    ours = command(BBPROPS, "snapshots", "create", "captured", "--capture", DATABASE_URL=url)
    name = f"capture, {SMALL:,} / psql INSERT SELECT"
    return compare(name, ours, floor, budget=1.1, rounds=rounds, before=anew)
