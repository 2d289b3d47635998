"""Fixtures for the tests of the database layer."""

from pathlib import Path

import pytest

from bbprops_cli.db.schema import migrations
from tests import servers, snapshots
from tests.databases import Database
from tests.db import later_migrations
from tests.factories import new_prop

# PgBouncer cannot be installed by a package of Python; without it the file is not collected, rather than skipped.
collect_ignore = [] if servers.pgbouncer_binary() else ["connection/test_pgbouncer.py"]

GUARD = {
    "postgresql": (
        (
            "CREATE FUNCTION bbprops_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS"
            " $$BEGIN PERFORM 1 FROM public.snapshots; RETURN NEW; END$$"
        ),
        "CREATE TRIGGER trg_guard BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION bbprops_guard()",
        "CREATE TYPE side AS ENUM ('over', 'under')",
    ),
    "sqlite": ("CREATE TRIGGER trg_guard BEFORE UPDATE ON users BEGIN SELECT 1; END",),
}


@pytest.fixture
def anyio_backend() -> str:
    """The backend that runs async tests."""
    return "asyncio"


@pytest.fixture
def guarded(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database whose migrations also create a trigger, a function and a type."""
    statements = "\n".join(f"op.execute({statement!r})" for statement in GUARD[database.kind])
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, statements))
    migrations.upgrade(database.url)
    return database


@pytest.fixture
def locked(database: Database) -> Database:
    """`kept` is locked, `open` is not, and a prop is on the board."""
    snapshots.make(database, "kept")
    snapshots.make(database, "open", props=2)
    with database.session() as work:
        new_prop(work, external_id="board")
    snapshots.lock(database, "kept")
    return database
