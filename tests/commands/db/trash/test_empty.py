"""`db trash empty`."""

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.db.state import name_of
from tests.conftest import Run
from tests.databases import Database
from tests.faults.children import child


def test_trash_empty_requires_confirmation(development: Database, run: Run) -> None:
    assert run("db", "trash", "empty").stderr == "nothing to do: the trash is empty\n"
    run("db", "reset", "--yes")

    refused, done = run("db", "trash", "empty"), run("db", "trash", "empty", "--yes")

    assert (refused.exit_code, done.exit_code) == (8, 0)
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"
    assert run("db", "reset", "--undo", "--yes").exit_code == 3


def test_trash_empty_with_locked_snapshots_requires_the_typed_name(development: Database, run: Run) -> None:
    run("db", "seed")
    lock = "is_locked = true, locked_at = '2025-10-05 12:00:00', content_format = 'x', content_props = 97"
    development.rows(f"UPDATE snapshots SET {lock}, content_sha256 = %s", "0" * 64)
    run("db", "reset", "--yes")

    assert run("db", "trash", "empty", "--yes").exit_code == 8
    assert run("db", "trash", "empty", "--confirm", name_of(development)).exit_code == 0


def test_name_of_another_database_is_refused_even_if_the_trash_is_empty(development: Database, run: Run) -> None:
    wrong = run("db", "trash", "empty", "--confirm", "other")
    right = run("db", "trash", "empty", "--confirm", name_of(development))

    assert (wrong.exit_code, right.exit_code) == (8, 0)
    assert "--confirm 'other' does not name this database" in wrong.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_trash_empty_beside_a_backup_of_the_database_names_it(development: Database, run: Run) -> None:
    run("db", "reset", "--yes")
    ((schema,),) = development.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'bbprops_trash%'")
    with closing(development.connect()) as backup, backup.cursor() as cursor:
        cursor.execute(f"SET application_name = 'pg_dump'; BEGIN; LOCK TABLE {schema}.users IN ACCESS SHARE MODE")
        started = time.monotonic()
        refused = run("db", "trash", "empty", "--yes")
        took = time.monotonic() - started
        cursor.execute(f"SELECT count(*) FROM {schema}.users; COMMIT")

    assert (refused.exit_code, took < 5) == (75, True)
    assert f"cannot delete {schema} from the trash: it is in use by pg_dump (pid " in refused.stderr
    assert run("db", "trash", "empty", "--yes").exit_code == 0


def test_trash_empty_beside_our_own_backup_leaves_it_whole(
    development: Database, run: Run, tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    run("db", "seed")
    run("db", "reset", "--yes")
    run("db", "seed")
    with child("db", "backup", "saved") as running:
        emptied = run("db", "trash", "empty", "--yes").exit_code
        assert running.end().exit_code == 0

    assert emptied == 0
    assert run("db", "restore", "saved", "--yes").exit_code == 0
