import json

import pytest

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import records
from tests.conftest import Run
from tests.databases import Database

HELD = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM experiments), (SELECT count(*) FROM saved_slips)"


def test_delete_removes_a_user_with_experiments_and_slips(run: Run, database: Database, ana: str) -> None:
    asked = run("users", "delete", "ana")
    result = run("users", "delete", "ana", "--yes")

    assert (asked.exit_code, asked.stdout) == (8, "")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "deleted ana@example.com (also 1 experiment, 2 slips)\n"
    assert database.rows(HELD) == [(1, 0, 1)]


def test_production_requires_the_typed_name(run: Run, database: Database, ana: str) -> None:
    run("db", "environment", "production", "--yes", "--confirm", database.production_name)

    for command in ("delete", "erase", "deactivate"):
        result = run("users", command, "ana", "--yes")
        assert (result.exit_code, result.stdout) == (8, "")
        assert f"pass --confirm '{database.production_name}'" in result.stderr
    assert run("users", "deactivate", "ana", "--confirm", database.production_name).exit_code == 0


def test_deleting_a_snapshot_keeps_the_data_of_its_users(run: Run, database: Database, ana: str) -> None:
    assert run("snapshots", "delete", "five", "--yes").exit_code == 0

    found = json.loads(run("users", "export", "ana").stdout)
    assert [each["snapshot_id"] for each in (*found["experiments"], *found["slips"])] == [None] * 3


@pytest.mark.parametrize("command", [("delete",), ("erase", "--with-data")])
def test_a_dry_run_of_a_removal_changes_nothing(
    run: Run, database: Database, ana: str, command: tuple[str, ...]
) -> None:
    before = run("users", "export", "ana").stdout

    result = run("users", *command, "ana", "--dry-run")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"would {command[0]}")
    assert run("users", "export", "ana").stdout == before


@pytest.mark.parametrize("command", [("delete",), ("erase", "--with-data"), ("erase",)])
def test_dependents_added_after_the_question_stop_a_removal(
    run: Run, database: Database, ana: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    take = records.take

    def slower(db: Db, expected: records.Held) -> None:
        take(db, expected._replace(deleted={**expected.deleted, "slips": 1}))

    monkeypatch.setattr(records, "take", slower)

    result = run("users", *command, "ana", "--yes")

    assert (result.exit_code, result.stdout) == (5, "")
    assert "ana@example.com or its dependents have changed since the question; nothing was changed." in result.stderr
    assert run("users", "show", "ana").exit_code == 0
