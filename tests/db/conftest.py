"""What several tests of the database layer stand on."""

from pathlib import Path

import pytest

from bbprops_cli.db import migrations
from tests.databases import Database
from tests.db import later_migrations

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
def guarded(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database whose migrations also make a trigger, a function and a type."""
    statements = "\n".join(f"op.execute({statement!r})" for statement in GUARD[database.kind])
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, statements))
    migrations.upgrade(database.url)
    return database
