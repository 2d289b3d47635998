"""`db status`."""

import json
from pathlib import Path

from bbprops_cli.db.schema import migrations
from tests.conftest import Run
from tests.databases import Database


def test_status_counts_pending_migrations(run_empty: Run, empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    plain, checked = run_empty("db", "status", "-o", "json"), run_empty("db", "status", "--check")

    assert (plain.exit_code, checked.exit_code) == (0, 7)
    found = json.loads(plain.stdout)
    lacking = len(migrations.history())
    assert (found["revision"], found["head"], found["pending"]) == ("", migrations.head(), lacking)
    assert found["environment"] == ""
    assert checked.stderr == f"error: migrations are pending: {lacking}. Run: bbprops db upgrade\n"
