"""`db trash empty`."""

from tests.commands.db.state import name_of
from tests.conftest import Run
from tests.databases import Database


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
