"""`props import` and `props export` as whole processes, against psql's `\\copy` and a bare `executemany`.

Every import begins with a copy of an empty, migrated database, on both sides alike.
"""

import csv
import shlex
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bbprops_cli.db import migrations
from bbprops_cli.rules.prop import CONTENT
from benchmarks import generate, load
from benchmarks.measure import Command, Pair, command, compare, output
from benchmarks.servers import Server, durable_postgres
from benchmarks.startup import BBPROPS

TARGET = "01900000-0000-7000-8000-000000000000"
SNAPSHOT = f"INSERT INTO snapshots (id, snapshot_id, league) VALUES ('{TARGET}', 'target', 'NFL')"
CLEAN = ("id", "snapshot_id", *CONTENT)
SENT = ("player", "market", "line", "over", "under", "book", "game_id", "date", "team", "opponent", "league", "season")
ALL = "snapshot_id IS NULL AND is_active ORDER BY platform, external_id"


def run(rounds: int, sizes: list[int], folder: Path) -> Iterator[Pair]:
    """A spreadsheet of each size into a fresh snapshot and the board of that size out; SQLite at the smallest."""
    with durable_postgres(folder / "postgresql") as server:
        for size in sizes:
            sent, clean = _files(folder, size)
            yield from _imports_postgres(server, sent, clean, size, rounds)
            yield from _exports(server, load.postgres(server.url, size), size, rounds)
    yield _import_sqlite(folder, *_files(folder, sizes[0]), sizes[0], rounds)


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
    admin = [str(server.psql), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    url = {name: urlsplit(server.url)._replace(path=f"/{name}").geturl() for name in ("fresh", "target", "again")}
    output(command(*admin, "-c", "DROP DATABASE IF EXISTS fresh", "-c", "CREATE DATABASE fresh", server.url))
    migrations.upgrade(url["fresh"])
    output(command(*admin, "-c", SNAPSHOT, url["fresh"]))

    def anew(name: str) -> list[str]:
        make = f"CREATE DATABASE {name} TEMPLATE fresh"
        return [*admin, "-c", f"DROP DATABASE IF EXISTS {name}", "-c", make, server.url]

    copy = f"\\copy prop_markets ({', '.join(CLEAN)}) FROM '{clean}' CSV"
    floor = _both(anew("target"), [*admin, "-c", copy, url["target"]])
    ours = _both(anew("target"), _importing(sent), DATABASE_URL=url["target"])
    yield compare(f"import, PostgreSQL, {size:,} / psql \\copy", ours, floor, budget=1.4, rounds=rounds)
    output(command(*anew("again")))
    again = command(*_importing(sent), DATABASE_URL=url["again"])  # its unmeasured run fills the snapshot
    yield compare(f"the same again, {size:,} / psql \\copy", again, floor, budget=2, rounds=rounds)


def _importing(sent: Path) -> list[str]:
    return [str(BBPROPS), "props", "import", "-q", str(sent), "--snapshot", "target", "--odds-format", "decimal"]


def _both(first: list[str], second: list[str], **env: str) -> Command:
    return command("/bin/sh", "-c", f"{shlex.join(first)} && exec {shlex.join(second)}", **env)


def _exports(server: Server, url: str, size: int, rounds: int) -> Iterator[Pair]:
    psql = f"\\copy (SELECT {', '.join(CONTENT)} FROM prop_markets WHERE {ALL}) TO STDOUT CSV HEADER"
    floor = command(server.psql, "-X", "-q", "-c", psql, url)
    for fmt, budget in (("csv", 1.1), ("jsonl", 2.5), ("parquet", 1.6)):
        ours = command(BBPROPS, "props", "export", "-o", fmt, DATABASE_URL=url)
        yield compare(f"export {fmt}, {size:,} / psql \\copy", ours, floor, budget=budget, rounds=rounds)


def _import_sqlite(folder: Path, sent: Path, clean: Path, size: int, rounds: int) -> Pair:
    fresh, target = folder / "fresh.db", folder / "target.db"
    fresh.unlink(missing_ok=True)
    migrations.upgrade(f"sqlite:///{fresh}")
    connection = sqlite3.connect(fresh)
    connection.execute(SNAPSHOT.replace(TARGET, TARGET.replace("-", "")))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    anew = ["/bin/sh", "-c", f"rm -f {target}*; cp {fresh} {target}"]
    floor = _both(anew, [sys.executable, str(Path(__file__).with_name("ready_tuples.py")), str(target), str(clean)])
    ours = _both(anew, _importing(sent), DATABASE_URL=f"sqlite:///{target}")
    return compare(f"import, SQLite, {size:,} / executemany", ours, floor, budget=1.5, rounds=rounds)
