"""Attempts to change a locked snapshot under every setting that a client controls.

Each test makes all attempts on one database.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.databases import Database
from tests.db.attempts import (
    ON_BOTH,
    ON_POSTGRESQL,
    ON_SQLITE,
    ONLY_GROWS,
    ONLY_GROWS_SQLITE,
    TRICKS,
    WITH_TEMPORARY_THINGS,
)

ON_ONE_CONNECTION = [attempt for attempt in (*ON_BOTH, *ON_POSTGRESQL) if "bbprops_unlock_snapshot" not in attempt]
STATES = (
    "SELECT p.* FROM prop_markets p JOIN snapshots s ON s.id = p.snapshot_id WHERE s.is_locked ORDER BY p.id",
    "SELECT * FROM snapshots WHERE is_locked",
    "SELECT * FROM snapshot_lock_events ORDER BY id",
)


def state(database: Database) -> list[list[tuple[Any, ...]]]:
    """The rows that no attempt may change."""
    return [database.rows(query) for query in STATES]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("foreign_keys", [0, 1])
@pytest.mark.parametrize("recursive", [0, 1])
@pytest.mark.parametrize("attached", [False, True])
def test_no_pragma_bypasses_the_guards(locked: Database, foreign_keys: int, recursive: int, *, attached: bool) -> None:
    before = state(locked)
    for attempt in (*ON_BOTH, *ON_SQLITE, *ONLY_GROWS, *ONLY_GROWS_SQLITE):
        with closing(sqlite3.connect(":memory:" if attached else locked.name, isolation_level=None)) as connection:
            if attached:
                connection.execute("ATTACH ? AS far", (locked.name,))
            connection.execute(f"PRAGMA foreign_keys = {foreign_keys}")
            connection.execute(f"PRAGMA recursive_triggers = {recursive}")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            with pytest.raises(sqlite3.IntegrityError, match=r"^(snapshot_locked|statement_refused): "):
                connection.execute(attempt)
        assert state(locked) == before, attempt


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("temporary", "attempt"), WITH_TEMPORARY_THINGS)
def test_temporary_objects_cannot_replace_what_the_guards_use(locked: Database, temporary: str, attempt: str) -> None:
    before = state(locked)
    with closing(locked.connect()) as connection:
        connection.execute(temporary)
        with pytest.raises(sqlite3.IntegrityError, match=r"^snapshot_locked: "):
            connection.execute(attempt)

    assert state(locked) == before


@pytest.fixture
def role(locked: Database, pg_server: str) -> Iterator[str]:
    """A role with the common privileges of application, cron and administrators, which may also create objects."""
    name, admin = f"role_{uuid.uuid4().hex[:12]}", Database("postgresql", pg_server)
    admin.rows(f"CREATE ROLE {name} LOGIN")
    locked.rows(f"GRANT SELECT, INSERT, UPDATE, DELETE ON snapshots, prop_markets TO {name}")
    locked.rows(f"GRANT SELECT ON snapshot_lock_events TO {name}; GRANT CREATE ON SCHEMA public TO {name}")
    yield name
    locked.rows(f"DROP OWNED BY {name}")
    admin.rows(f"DROP ROLE {name}")


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("level", ["read committed", "repeatable read", "serializable"])
def test_no_isolation_level_bypasses_the_guards(locked: Database, role: str, level: str) -> None:
    parts, before = urlsplit(locked.url), state(locked)
    url = parts._replace(netloc=f"{role}@{parts.netloc.rpartition('@')[2]}").geturl()
    for attempt in (*ON_ONE_CONNECTION, *TRICKS):
        with closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL {level}")
            with pytest.raises(psycopg2.IntegrityError) as refusal:
                connection.cursor().execute(attempt)
        assert refusal.value.pgcode in {"23L01", "23L02"}, attempt
        assert state(locked) == before, attempt


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("caught", [True, False])
def test_partial_rollback_leaves_no_partial_change(locked: Database, *, caught: bool) -> None:
    before = state(locked)
    change = "UPDATE prop_markets SET line = 9"
    if caught:
        locked.rows(f"DO $$BEGIN BEGIN {change}; EXCEPTION WHEN integrity_constraint_violation THEN NULL; END; END$$")
    else:
        unlock = "SELECT bbprops_unlock_snapshot('kept', 'only for a moment')"
        with pytest.raises(psycopg2.IntegrityError):
            locked.rows(f"BEGIN; SAVEPOINT a; {unlock}; ROLLBACK TO a; {change}; COMMIT")

    assert state(locked) == before
