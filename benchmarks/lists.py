"""`props list` as a whole process: against psql and sqlite-utils on the same rows, on more props, and deep inside."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bbprops_cli.catalog import PROPS
from benchmarks import generate, load
from benchmarks.measure import Command, Pair, command, compare, output
from benchmarks.servers import durable_postgres
from benchmarks.startup import BBPROPS

LIMIT = 50
DEEP = 2000
COLUMNS = ", ".join(f'"{column.name}"' for column in PROPS.columns)
ROWS = f"""FROM prop_markets WHERE snapshot_id IS NULL AND is_active
AND league = 'NFL' AND season = '{generate.NEWEST}' AND week = {generate.AT_HAND}
ORDER BY player_name, id LIMIT {LIMIT}"""


def run(rounds: int, sizes: list[int], folder: Path) -> Iterator[Pair]:
    """The list of one week: on PostgreSQL at each size, larger ones against smaller too; on SQLite at the smallest."""
    if not importlib.util.find_spec("sqlite_utils"):
        raise SystemExit("sqlite-utils is what lists on SQLite are measured against: pip install -e '.[dev]'")
    with durable_postgres(folder / "postgresql") as server:
        urls = {size: load.postgres(server.url, size) for size in sizes}
        for size, url in urls.items():
            psql = [command(server.psql, "-X", "-q", "-c", f"SELECT {what} {ROWS}", url) for what in (COLUMNS, "id")]
            yield from _on_one(f"PostgreSQL, {size:,}", "psql", url, psql, rounds, budget=18)
        for small, large in pairwise(sizes):
            yield compare(
                f"PostgreSQL, {large:,} / {small:,}",
                _list(urls[large]),
                _list(urls[small]),
                budget=1.2,
                rounds=rounds,
            )
    path = load.sqlite(folder, sizes[0])
    query = (sys.executable, "-m", "sqlite_utils", "query", path)
    utils = [command(*query, f"SELECT {what} {ROWS}", "--tsv") for what in (COLUMNS, "id")]
    yield from _on_one(f"SQLite, {sizes[0]:,}", "sqlite-utils", f"sqlite:///{path}", utils, rounds, budget=1.6)


def _on_one(name: str, tool: str, url: str, floors: list[Command], rounds: int, *, budget: float) -> Iterator[Pair]:
    floor, its_ids = floors
    _require_same_rows(_list(url, "--fields", "id"), its_ids)
    first = _list(url)
    yield compare(f"{name} / {tool}", first, floor, budget=budget, rounds=rounds)
    token = _token_after(url, (DEEP - 1) * LIMIT)
    yield compare(f"{name}, page {DEEP:,} / page 1", _list(url, "--after", token), first, budget=1.2, rounds=rounds)


def _list(url: str, *more: str, limit: int = LIMIT) -> Command:
    filters = ("--week", str(generate.AT_HAND), "--league", "NFL", "--limit", str(limit))
    return command(BBPROPS, "props", "list", *filters, *more, DATABASE_URL=url)


def _token_after(url: str, rows: int) -> str:
    """The token that stands at the end of a page of so many rows; it serves any --limit."""
    _, talk = output(_list(url, "--fields", "id", limit=rows))
    found = re.search(r"--after (\S+)", talk)
    if not found:
        raise SystemExit(f"The list ends before row {rows:,}: choose more --props.")
    return found[1]


def _require_same_rows(ours: Command, floor: Command) -> None:
    """Speed is worth nothing when the rows differ."""
    mine, theirs = (re.findall("[0-9a-f]{32}", output(each)[0].replace("-", "")) for each in (ours, floor))
    if mine != theirs or len(mine) != LIMIT:
        raise SystemExit(f"{len(mine)} rows of bbprops are not the {len(theirs)} of the floor, or not in that order.")
