"""A process that writes to snapshots in every possible way until it is killed; it logs a line per transaction."""

import random
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2

from tests.databases import Database

NEW = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
TEXT = {"postgresql": "gen_random_uuid()::text", "sqlite": "lower(hex(randomblob(16)))"}
COLUMNS = "snapshot_id, league, player_name, market_type, line, platform, external_id"
A_FEW = "id IN (SELECT id FROM prop_markets WHERE snapshot_id = :target ORDER BY line, id LIMIT 3)"
COPIED = (
    "'NFL', player_name, market_type, line + 1, platform, {key} FROM prop_markets WHERE snapshot_id = :other LIMIT 20"
)
# Statements are chosen with equal probability; those that imports use most are listed twice.
ON_BOTH = [
    *[f"INSERT INTO prop_markets (id, {COLUMNS}) SELECT {{new}}, :target, {COPIED}"] * 2,
    f"INSERT INTO prop_markets (id, {COLUMNS}) VALUES ({{new}}, :target, 'NFL', 'New', 'points', 1.5, 'm', {{key}})",
    *["UPDATE prop_markets SET line = line + 1 WHERE snapshot_id = :target"] * 2,
    f"UPDATE prop_markets SET line = line + 1 WHERE {A_FEW}",
    f"UPDATE prop_markets SET snapshot_id = :other, external_id = {{key}} WHERE {A_FEW}",
    f"UPDATE prop_markets SET snapshot_id = NULL, is_active = false WHERE {A_FEW}",
    f"DELETE FROM prop_markets WHERE {A_FEW}",
    "UPDATE snapshots SET description = {key} WHERE id = :target",
]
ON_SQLITE = [
    f"INSERT OR REPLACE INTO prop_markets (id, {COLUMNS}) SELECT id, :target, {COPIED.format(key='external_id')}",
    f"UPDATE OR REPLACE prop_markets SET line = line + 1, external_id = 'one' WHERE {A_FEW}",
]
# Statements that delete or unlock a snapshot: rare, or none would exist long enough to be locked.
SELDOM = {
    "postgresql": [
        "DELETE FROM snapshots WHERE id = :target",
        "SELECT bbprops_unlock_snapshot(snapshot_id, 'for the stress') FROM snapshots WHERE id = :target",
    ],
    "sqlite": [
        "DELETE FROM snapshots WHERE id = :target",
        (
            "INSERT INTO snapshot_lock_events (snapshot_uuid, snapshot_slug, action, reason)"
            " SELECT id, snapshot_id, 'unlock', 'for the stress' FROM snapshots WHERE id = :target AND is_locked"
        ),
        (
            "INSERT OR REPLACE INTO snapshots (id, snapshot_id, league, lock_at)"
            " SELECT id, snapshot_id, 'NBA', lock_at FROM snapshots WHERE id = :target"
        ),
        "UPDATE OR REPLACE snapshots SET rowid = (SELECT rowid FROM snapshots WHERE id = :other) WHERE id = :target",
    ],
}
COPY = f"COPY prop_markets ({COLUMNS}, id) FROM STDIN WITH (FORMAT csv)"


class Importer:
    """One connection, and the statements that it runs."""

    def __init__(self, database: Database, seed: int) -> None:
        self.kind, self.chance = database.kind, random.Random(seed)
        self.connection = database.connect()
        self.cursor = self.connection.cursor()
        if self.kind == "sqlite":
            self.cursor.execute(f"PRAGMA foreign_keys = {self.chance.choice((0, 1))}")
            self.cursor.execute(f"PRAGMA recursive_triggers = {self.chance.choice((0, 1))}")

    def transaction(self) -> str:
        """Run up to three statements; returns `done`, an SQLSTATE, or the beginning of SQLite's message."""
        try:
            self._begin()
            for _ in range(self.chance.randint(1, 3)):
                if found := self._snapshots():
                    self._statement(*self.chance.choices(found, k=2))
                time.sleep(self.chance.uniform(0, 0.05 if self.kind == "postgresql" else 0.003))
            self.cursor.execute("COMMIT" if self.chance.random() < 0.9 else "ROLLBACK")
        except (psycopg2.Error, sqlite3.Error) as error:
            with suppress(psycopg2.Error, sqlite3.Error):
                self.cursor.execute("ROLLBACK")
            return getattr(error, "pgcode", None) or str(error).partition(":")[0]
        return "done"

    def _begin(self) -> None:
        if self.kind == "sqlite":
            self.cursor.execute(f"BEGIN {self.chance.choice(('DEFERRED', 'IMMEDIATE'))}")
            return
        level = self.chance.choice(("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"))
        self.cursor.execute(f"BEGIN ISOLATION LEVEL {level}; SET LOCAL lock_timeout = '10s'")

    def _snapshots(self) -> list[Any]:
        """Ids of snapshots, first the unlocked ones that are due next."""
        self.cursor.execute("SELECT id FROM snapshots ORDER BY is_locked, lock_at LIMIT 12")
        return [identifier for (identifier,) in self.cursor.fetchall()]

    def _statement(self, target: Any, other: Any) -> None:
        if self.kind == "postgresql" and self.chance.random() < 0.2:
            self.cursor.copy_expert(COPY, Rows(target, self.chance))
            return
        often = ON_BOTH + ON_SQLITE * (self.kind == "sqlite")
        sql = self.chance.choice(SELDOM[self.kind] if self.chance.random() < 0.01 else often)
        sql = sql.replace("{new}", NEW[self.kind]).replace("{key}", TEXT[self.kind])
        if self.kind == "postgresql":
            sql = sql.replace(":target", "%(target)s").replace(":other", "%(other)s")
        self.cursor.execute(sql, {"target": target, "other": other})


class Rows:
    """A file of a few props that is read slowly."""

    def __init__(self, target: Any, chance: random.Random) -> None:
        self.target, self.chance, self.left = target, chance, 15

    def read(self, _size: int) -> str:
        """The next line."""
        if not self.left:
            return ""
        self.left -= 1
        time.sleep(self.chance.uniform(0, 0.004))
        new = random.Random().getrandbits(128)
        return f"{self.target},NFL,Copied,points,{self.left}.5,manual,{new:032x},{new:032x}\n"


def work(kind: str, url: str, seed: int, log: str) -> None:
    """Write to snapshots until the process is killed."""
    importer = Importer(Database(kind, url), seed)
    with Path(log).open("a", buffering=1) as out:
        while True:
            out.write(f"importer {importer.transaction()}\n")
            time.sleep(importer.chance.uniform(0, 0.02))
