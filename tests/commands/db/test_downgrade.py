"""`db downgrade`."""

import pytest

from bbprops_cli.db.schema import migrations
from tests import snapshots
from tests.commands.db.state import name_of, users
from tests.conftest import Run
from tests.databases import Database


def test_downgrade_dry_run_asks_nothing_and_changes_nothing(production: Database, run: Run) -> None:
    result = run("db", "downgrade", "base", "--dry-run")

    said = f"would downgrade the database from {migrations.head()} to base\n"
    assert (result.exit_code, result.stderr) == (0, said)
    assert users(production) == 0


@pytest.mark.parametrize("locked", [1, 2])
def test_downgrade_with_locked_snapshots_counts_them_and_wants_the_name_typed(
    development: Database, run: Run, locked: int
) -> None:
    for name in ("a", "b")[:locked]:
        snapshots.make(development, name)
        snapshots.lock(development, name)

    refused = run("db", "downgrade", "0001", "--yes")
    done = run("db", "downgrade", "0001", "--confirm", name_of(development))

    counted = "1 locked snapshot." if locked == 1 else "2 locked snapshots."
    assert refused.exit_code == 8
    assert f"A downgrade cannot be undone. The database has {counted} Downgrade to revision 0001?" in refused.stderr
    assert done.exit_code == 0, done.stderr


def test_downgrade_says_that_it_cannot_be_undone(development: Database, run: Run) -> None:
    result = run("db", "downgrade", "base")

    assert (result.exit_code, "A downgrade cannot be undone. Downgrade to revision base?" in result.stderr) == (8, True)
