"""Reset and undo on both databases lose no data, keep tables of other programs, and survive a crash."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.db.admin import trash
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import Conflict, NotFound, NotMigrated
from bbprops_cli.queries.db.seed import seed
from tests.databases import Database
from tests.db import later_migrations
from tests.factories import new_prop

pytestmark = pytest.mark.slow

TABLES = (
    *("users", "snapshots", "experiments", "saved_slips", "prop_markets", "bbprops_meta", "alembic_version"),
    "snapshot_lock_events",
)


@pytest.fixture
def full(database: Database) -> Database:
    """The demo board in a staging database."""
    with database.session() as work:
        seed(work)
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'staging')")
    return database


def where(database: Database) -> Target:
    return parse(database.url)


def content(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def counts(database: Database) -> list[int]:
    return [len(rows) for rows in content(database).values()]


EMPTY = [0, 0, 0, 0, 0, 1, 1, 0]


def test_reset_empties_the_tables_and_keeps_the_environment_label(full: Database) -> None:
    done = trash.reset(where(full))

    assert counts(full) == EMPTY
    assert full.rows("SELECT key, value FROM bbprops_meta") == [("environment", "staging")]
    assert (done.revision, done.dependents) == (migrations.head(), [])
    assert structure.drift(where(full)) == []


def test_undo_restores_all_content_and_structure(full: Database) -> None:
    before = content(full)
    with structure.looking(where(full)) as connection:
        items = structure.read(connection)
    trash.reset(where(full))

    trash.undo(where(full))

    assert content(full) == before
    with structure.looking(where(full)) as connection:
        assert structure.read(connection) == items


def test_undo_moves_the_rows_written_meanwhile_to_trash(full: Database) -> None:
    trash.reset(where(full))
    full.rows("INSERT INTO bbprops_meta VALUES ('note', 'meanwhile')")

    trash.undo(where(full))
    assert len(trash.listing(where(full))) == 1
    trash.undo(where(full))

    assert ("note", "meanwhile") in full.rows("SELECT key, value FROM bbprops_meta")
    assert counts(full)[:5] == [0] * 5


def test_undo_keeps_the_current_environment_label(full: Database) -> None:
    trash.reset(where(full))
    full.rows("UPDATE bbprops_meta SET value = 'production' WHERE key = 'environment'")

    trash.undo(where(full))

    assert full.rows("SELECT value FROM bbprops_meta WHERE key = 'environment'") == [("production",)]


def test_undo_after_two_resets_restores_the_newest_state_that_has_rows(full: Database) -> None:
    before = content(full)
    first = trash.reset(where(full)).trash
    trash.reset(where(full))
    trash.reset(where(full))

    assert trash.chosen(where(full), "") == first
    trash.undo(where(full))

    assert content(full) == before


def test_undo_restores_the_newest_of_two_states_with_rows(full: Database) -> None:
    trash.reset(where(full))
    with full.session() as work:
        new_prop(work)
    second = trash.reset(where(full)).trash

    assert trash.chosen(where(full), "") == second
    trash.undo(where(full))

    assert len(full.rows("SELECT id FROM prop_markets")) == 1


def test_undo_restores_an_empty_state_if_no_state_has_rows(database: Database) -> None:
    trash.reset(where(database))
    second = trash.reset(where(database)).trash

    assert trash.chosen(where(database), "") == second
    trash.undo(where(database))

    assert len(trash.listing(where(database))) == 2


def test_undo_restores_the_trash_that_is_named(full: Database) -> None:
    first = trash.reset(where(full)).trash
    trash.reset(where(full))

    trash.undo(where(full), first)

    assert counts(full)[0] == 2
    with pytest.raises(NotFound, match="'x' is not in the trash"):
        trash.undo(where(full), "x")


def test_reset_adds_no_environment_label(database: Database) -> None:
    trash.reset(where(database))

    assert database.rows("SELECT * FROM bbprops_meta") == []


def test_dry_run_of_reset_changes_nothing(full: Database) -> None:
    before = content(full)

    trash.reset(where(full), dry_run=True)

    assert content(full) == before
    assert trash.listing(where(full)) == []


def test_dry_run_of_undo_changes_nothing(full: Database) -> None:
    trash.reset(where(full))

    trash.undo(where(full), dry_run=True)

    assert counts(full) == EMPTY
    assert len(trash.listing(where(full))) == 1


def test_reset_of_an_empty_database_is_not_migrated(empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    with pytest.raises(NotMigrated, match="nothing to reset"):
        trash.reset(where(empty_database))


def test_undo_without_trash_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound, match="trash is empty"):
        trash.undo(where(database))


def test_reset_and_undo_keep_triggers_and_functions(guarded: Database) -> None:
    trash.reset(where(guarded))
    assert structure.drift(where(guarded)) == []

    trash.undo(where(guarded))
    assert structure.drift(where(guarded)) == []


def test_reset_migrates_to_the_newest_revision_and_undo_returns_to_the_old(
    full: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, "op.execute('CREATE TABLE later (x int)')"))

    assert trash.reset(where(full)).revision == later_migrations.REVISION
    assert trash.undo(where(full)).revision == later_migrations.ours()
    assert ("table", "", "later") not in items(full)


def items(database: Database) -> structure.Structure:
    with structure.looking(where(database)) as connection:
        return structure.read(connection)


def test_undo_works_after_a_downgrade_to_base(full: Database) -> None:
    before = content(full)
    trash.reset(where(full))
    migrations.downgrade(full.url, "base")

    trash.undo(where(full))

    assert {**content(full), "bbprops_meta": []} == {**before, "bbprops_meta": []}


def test_reset_works_when_a_table_was_dropped(full: Database) -> None:
    full.rows("DROP TABLE saved_slips")

    trash.reset(where(full))

    assert counts(full) == EMPTY


def test_reset_and_undo_leave_tables_of_other_programs_alone(full: Database) -> None:
    full.rows("CREATE TABLE bets (id int PRIMARY KEY, stake int)")
    full.rows("INSERT INTO bets VALUES (1, 10)")
    full.rows("CREATE VIEW stakes AS SELECT stake FROM bets")

    trash.reset(where(full))
    assert full.rows("SELECT * FROM stakes") == [(10,)]
    full.rows("INSERT INTO bets VALUES (2, 20)")
    trash.undo(where(full))

    assert full.rows("SELECT stake FROM stakes ORDER BY 1") == [(10,), (20,)]


def test_trash_listing_describes_each_piece(full: Database) -> None:
    full.rows(
        "UPDATE snapshots SET is_locked = true, locked_at = '2025-10-05 12:00:00', content_format = 'x',"
        " content_sha256 = %s, content_props = 97",
        "0" * 64,
    )
    rows = sum(counts(full))
    done = trash.reset(where(full))

    (piece,) = trash.listing(where(full))

    assert (piece.name, piece.revision, piece.environment) == (done.trash, migrations.head(), "staging")
    assert (piece.locked, piece.rows) == (1, rows)
    assert piece.bytes > 100_000
    assert piece.made.utcoffset() is not None


def test_emptied_trash_cannot_be_restored(full: Database) -> None:
    done = trash.reset(where(full))

    trash.empty(where(full), [done.trash], dry_run=True)
    assert len(trash.listing(where(full))) == 1
    trash.empty(where(full), [done.trash])

    assert trash.listing(where(full)) == []
    with pytest.raises(NotFound):
        trash.undo(where(full))


def test_reset_refuses_a_database_of_another_environment(full: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBPROPS_ENV", "development")

    with pytest.raises(
        Conflict, match="BBPROPS_ENV is development, but this database has the environment label staging"
    ):
        trash.reset(where(full))

    assert counts(full) != EMPTY


def kill(database: Database, act: str, function: str) -> None:
    """Reset or undo in a process that dies where it would call this."""
    killed = later_migrations.process(
        "import os; from pathlib import Path\n"
        "from bbprops_cli.db.admin import trash, trash_sqlite\n"
        "from bbprops_cli.db.connection.target import parse\n"
        "from bbprops_cli.db.schema import migrations\n"
        f"{function} = lambda *_, **__: os.kill(os.getpid(), 9)\n"
        f"trash.{act}(parse({database.url!r}))"
    )
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize("function", ["migrations.move", "trash._store"])
def test_killed_reset_leaves_the_former_state(full: Database, function: str) -> None:
    before = content(full)

    kill(full, "reset", function)

    assert content(full) == before
    assert (structure.drift(where(full)), trash.listing(where(full))) == ([], [])
    trash.reset(where(full))
    trash.undo(where(full))
    assert content(full) == before


@pytest.mark.slow
def test_killed_undo_leaves_the_former_state(full: Database) -> None:
    before = content(full)
    trash.reset(where(full))

    kill(full, "undo", "trash._store")

    assert counts(full) == EMPTY
    assert structure.drift(where(full)) == []
    trash.undo(where(full))
    assert content(full) == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("function", ["Path.unlink", "trash_sqlite._forget"])
@pytest.mark.parametrize("named", [False, True])
def test_undo_after_a_killed_undo_finishes_it(full: Database, function: str, *, named: bool) -> None:
    before = content(full)
    done = trash.reset(where(full))
    kill(full, "undo", function)

    assert [piece.rows for piece in trash.listing(where(full))] == [sum(EMPTY)]
    assert trash.chosen(where(full), "") == done.trash
    finished = trash.undo(where(full), done.trash if named else "")

    assert content(full) == before
    assert [piece.name for piece in trash.listing(where(full))] == [finished.trash]
    assert not Path(done.trash).exists()
    trash.undo(where(full))
    assert counts(full) == EMPTY


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite"])
def test_reset_after_a_killed_undo_leaves_no_restored_file(full: Database) -> None:
    before = content(full)
    first = trash.reset(where(full))
    kill(full, "undo", "Path.unlink")

    trash.reset(where(full))

    assert not Path(first.trash).exists()
    trash.undo(where(full))
    assert content(full) == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite"])
def test_killed_copy_leaves_no_partial_file_in_the_trash(full: Database) -> None:
    before = content(full)

    kill(full, "reset", "trash_sqlite.complete")

    assert content(full) == before
    assert trash.listing(where(full)) == []
    trash.reset(where(full))
    assert len(list(Path(full.name).parent.glob("*.trash-*"))) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_rows_in_the_write_ahead_log_are_moved_to_trash(full: Database) -> None:
    with closing(full.connect()) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("INSERT INTO bbprops_meta VALUES ('late', '')")
        assert Path(f"{full.name}-wal").stat().st_size > 0

        trash.reset(where(full))
        trash.undo(where(full))

    assert ("late",) in full.rows("SELECT key FROM bbprops_meta")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_reset_refuses_to_break_references_of_other_tables(full: Database) -> None:
    full.rows("CREATE TABLE bets (user_id CHAR(32) REFERENCES users (id))")
    full.rows("INSERT INTO bets SELECT id FROM users")
    before = content(full)

    with pytest.raises(Conflict, match="Rows of bets would refer to rows of users"):
        trash.reset(where(full))

    assert (content(full), trash.listing(where(full))) == (before, [])


@pytest.mark.parametrize("kind", ["sqlite"])
def test_trash_file_keeps_the_permissions_of_the_database_file(full: Database) -> None:
    Path(full.name).chmod(0o640)

    done = trash.reset(where(full))

    assert Path(done.trash).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("kind", ["sqlite"])
def test_locked_snapshots_in_the_trash_keep_their_guards(locked: Database) -> None:
    done = trash.reset(where(locked))
    piece = Database("sqlite", f"sqlite:///{done.trash}")

    for statement in ("UPDATE prop_markets SET line = 9", "DELETE FROM snapshots", "DELETE FROM snapshot_lock_events"):
        with pytest.raises(sqlite3.IntegrityError, match=r"^(snapshot_locked|statement_refused): "):
            piece.rows(statement)
    assert locked.rows("SELECT * FROM snapshot_lock_events") == []
