"""`props import` and `props export` as whole processes, against psql's `\\copy` and a bare `executemany`.

Every import is into a copy of an empty, migrated database, made anew before each run on both sides.
"""

import csv
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bbprops_cli.db.schema import migrations
from bbprops_cli.rules.props.prop import CONTENT
from benchmarks import generate, load
from benchmarks.measure import Command, Pair, command, compare, output
from benchmarks.servers import Server, durable_postgres
from benchmarks.startup import BBPROPS

TARGET = "01900000-0000-7000-8000-000000000000"
SNAPSHOT = f"INSERT INTO snapshots (id, snapshot_id, league) VALUES ('{TARGET}', 'target', 'NFL')"
CLEAN = ("id", "snapshot_id", *CONTENT)
SENT = ("player", "market", "line", "over", "under", "book", "game_id", "date", "team", "opponent", "league", "season")
SMALL = 300_000
ALL = "snapshot_id IS NULL AND is_active ORDER BY platform, external_id"


def run(rounds: int, sizes: list[int], folder: Path) -> Iterator[Pair]:
    """A spreadsheet of 300,000 rows, and of each size, into a fresh snapshot; the board of each size out."""
    with durable_postgres(folder / "postgresql") as server:
        for size in sorted({SMALL, *sizes}):
            yield from _imports_postgres(server, *_files(folder, size), size, rounds)
        for size in sizes:
            yield from _exports(server, load.postgres(server.url, size), size, rounds)
    yield _import_sqlite(folder, *_files(folder, SMALL), rounds)


def _files(folder: Path, size: int) -> tuple[Path, Path]:
    """The same props as an analyst sends them and as the table takes them."""
    sent, clean = folder / f"sent_{size}.csv", folder / f"clean_{size}.csv"
    if not clean.exists():
        with sent.open("w", newline="") as raw, clean.open("w", newline="") as ready:
            spreadsheet, rows = csv.writer(raw), csv.writer(ready)
            spreadsheet.writerow(SENT)
            for values in generate.props(size):
                prop = dict(zip(generate.COLUMNS, values, strict=True)) | {"snapshot_id": TARGET, "is_active": 1}
                rows.writerow([prop[name] for name in CLEAN])
                spreadsheet.writerow([
                    *(prop["player_name"], prop["market_type"], prop["line"], prop["odds"], prop["under_odds"]),
                    *(prop["platform"], prop["game_id"], f"{prop['game_date'][:10]}T17:00:00Z", prop["team"]),
                    *(prop["opponent"], prop["league"], prop["season"]),
                ])  # fmt: skip
    return sent, clean


def _imports_postgres(server: Server, sent: Path, clean: Path, size: int, rounds: int) -> Iterator[Pair]:
    psql = [str(server.psql), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    url = {name: urlsplit(server.url)._replace(path=f"/{name}").geturl() for name in ("fresh", "target", "again")}

    def anew(name: str, like: str) -> Command:
        make = f"CREATE DATABASE {name} TEMPLATE {like}"
        return command(*psql, "-c", f"DROP DATABASE IF EXISTS {name}", "-c", make, server.url)

    output(anew("fresh", "template1"))
    migrations.upgrade(url["fresh"])
    output(command(*psql, "-c", SNAPSHOT, url["fresh"]))
    output(anew("again", "fresh"))
    copy = f"\\copy prop_markets ({', '.join(CLEAN)}) FROM '{clean}' CSV"
    floor = command(*psql, "-c", copy, url["target"])
    again = _importing(sent, url["again"])  # fills the snapshot when it is run unmeasured
    for name, ours, budget in (("import", _importing(sent, url["target"]), 1.4), ("import again", again, 2)):
        yield compare(
            f"{name}, PostgreSQL, {size:,} / psql \\copy",
            *(ours, floor),
            budget=budget,
            rounds=rounds,
            memory=300,
            before=anew("target", "fresh"),
        )


def _importing(sent: Path, url: str) -> Command:
    said = ("--snapshot", "target", "--odds-format", "decimal")
    return command(BBPROPS, "props", "import", "-q", sent, *said, DATABASE_URL=url)


def _exports(server: Server, url: str, size: int, rounds: int) -> Iterator[Pair]:
    psql = f"\\copy (SELECT {', '.join(CONTENT)} FROM prop_markets WHERE {ALL}) TO STDOUT CSV HEADER"
    floor = command(server.psql, "-X", "-q", "-c", psql, url)
    for fmt, budget, memory in (("csv", 1.1, 50), ("jsonl", 2.5, 300), ("parquet", 1.6, 300)):
        ours = command(BBPROPS, "props", "export", "-o", fmt, DATABASE_URL=url)
        name = f"export {fmt}, {size:,} / psql \\copy"
        yield compare(name, ours, floor, budget=budget, rounds=rounds, memory=memory)


def _import_sqlite(folder: Path, sent: Path, clean: Path, rounds: int) -> Pair:
    fresh, target = folder / "fresh.db", folder / "target.db"
    fresh.unlink(missing_ok=True)
    migrations.upgrade(f"sqlite:///{fresh}")
    connection = sqlite3.connect(fresh)
    connection.execute(SNAPSHOT.replace(TARGET, TARGET.replace("-", "")))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    anew = command("/bin/sh", "-c", f"rm -f '{target}'*; cp '{fresh}' '{target}'")
    floor = command(sys.executable, Path(__file__).with_name("ready_tuples.py"), target, clean)
    ours = _importing(sent, f"sqlite:///{target}")
    name = f"import, SQLite, {SMALL:,} / executemany"
    return compare(name, ours, floor, budget=1.5, rounds=rounds, memory=300, before=anew)
