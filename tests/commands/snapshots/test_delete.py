"""`bbprops snapshots delete`."""

import json

import pytest

from bbprops_cli.models import Experiment, SavedSlip
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_prop, new_slip, new_snapshot

pytestmark = pytest.mark.usefixtures("development")


def count(database: Database, where: str = "true") -> int:
    """The number of props that fulfil a condition."""
    ((number,),) = database.rows(f"SELECT count(*) FROM prop_markets WHERE {where}")
    return int(number)


def test_delete_deletes_the_props_of_the_snapshot_only(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.make(database, "other")
    with database.session() as work:
        new_prop(work, "On the board")

    result = run("snapshots", "delete", "week-5", "--yes")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "deleted week-5 (also 3 props)\n"
    assert run("snapshots", "list", "-o", "name").stdout == "other\n"
    assert (count(database), count(database, "snapshot_id IS NULL")) == (4, 1)


def test_delete_keep_props_keeps_them_as_inactive_history(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "delete", "week-5", "--keep-props", "--yes")

    assert result.stderr == "deleted week-5 (3 props kept as inactive history)\n"
    assert count(database, "snapshot_id IS NULL AND NOT is_active") == 3
    assert run("props", "list", "-o", "json").stdout == "[]\n"
    assert len(json.loads(run("props", "list", "--inactive", "-o", "json").stdout)) == 3


def test_delete_keeps_dependents_without_the_reference(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "week-5")
        experiment = new_experiment(work, snapshot_id=snapshot.id).id
        slip = new_slip(work, snapshot_id=snapshot.id).id

    result = run("snapshots", "delete", "week-5", "--yes")

    assert result.stderr == "deleted week-5 (1 experiment, 1 slip kept without the reference)\n"
    with database.session() as work:
        assert [work.get_one(Experiment, experiment).snapshot_id, work.get_one(SavedSlip, slip).snapshot_id] == [
            None
        ] * 2


def test_delete_asks_first(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "delete", "week-5")

    assert (result.exit_code, result.stdout) == (8, "")
    assert result.stderr.startswith(
        "error: Delete snapshot week-5? Confirmation required, but stdin is not a terminal; pass --yes."
    )
    assert count(database) == 3


def test_delete_in_production_requires_the_name_of_the_database(run: Run, database: Database) -> None:
    snapshots.make(database)
    database.rows("UPDATE bbprops_meta SET value = 'production' WHERE key = 'environment'")

    assert run("snapshots", "delete", "week-5", "--yes").exit_code == 8
    assert run("snapshots", "delete", "week-5", "--confirm", database.production_name).exit_code == 0


def test_delete_dry_run_deletes_nothing(run: Run, database: Database) -> None:
    snapshots.make(database)

    result = run("snapshots", "delete", "week-5", "--dry-run")

    assert (result.exit_code, result.stderr) == (0, "would delete week-5 (also 3 props)\n")
    assert count(database) == 3
