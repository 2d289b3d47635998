"""`python -m tests.stress`: a minute on each database; exits with 1 if a locked snapshot has another content."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import guards, migrations
from tests import servers
from tests.databases import Database, postgres_database, sqlite_database
from tests.stress.field import Field, Found
from tests.weaker_guards import WEAKER, weaken

KINDS = ["postgresql", "sqlite"]


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[Database]:
    """A migrated database for one run."""
    with ExitStack() as stack:
        if kind == "sqlite":
            database = sqlite_database(folder / "bbprops.db")
        else:
            url = stack.enter_context(contextmanager(servers.postgres)())
            database = stack.enter_context(postgres_database(url))
        migrations.upgrade(database.url)
        yield database


def weaken_all(database: Database, name: str) -> None:
    """Weaken the guards; on SQLite disable those of props, as there is no weaker form of them."""
    if database.kind == "postgresql":
        weaken(database, name)
        return
    for event in ("INSERT", "UPDATE", "DELETE"):
        trigger = f"trg_prop_markets_guard_{event[:3].lower()}"
        database.rows(f"DROP TRIGGER {trigger}")
        # Not dropped: nothing is locked while a guard is missing.
        database.rows(f"CREATE TRIGGER {trigger} BEFORE {event} ON prop_markets WHEN false BEGIN SELECT 1; END")


def stress(kind: str, folder: Path, *, seconds: float, seed: int, weaker: str | None) -> Found:
    """One run on a fresh database."""
    with fresh(kind, folder) as database:
        if weaker:
            weaken_all(database, weaker)
        found = Field(database, folder / f"{kind}.log", seed).run(seconds)
        if not weaker:
            found.wrong += [f"{name}: {what}" for name, what in guards.differences(parse(database.url))]
        return found


def main() -> int:
    """Run on each database and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database", choices=KINDS, action="append")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--guards", choices=["ours", *WEAKER], default="ours", help="with weak ones the run must fail")
    given = parser.parse_args()
    weaker = None if given.guards == "ours" else given.guards
    kinds = given.database or (KINDS if weaker in {None, "none"} else KINDS[:1])
    failed = False
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            found = stress(kind, Path(folder), seconds=given.seconds, seed=given.seed, weaker=weaker)
        sys.stdout.write(f"{kind}, guards: {given.guards}, {given.seconds:g} s, seed {given.seed}: {found}\n")
        sys.stdout.flush()
        failed = failed or bool(found.wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
