"""`db downgrade`."""

from bbprops_cli.db.schema import migrations
from tests.commands.db.state import users
from tests.conftest import Run
from tests.databases import Database


def test_downgrade_dry_run_asks_nothing_and_changes_nothing(production: Database, run: Run) -> None:
    result = run("db", "downgrade", "base", "--dry-run")

    said = f"would downgrade the database from {migrations.head()} to base\n"
    assert (result.exit_code, result.stderr) == (0, said)
    assert users(production) == 0
