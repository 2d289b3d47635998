"""`db restore`: the state of the backup or the former state; guards, environment label and privileges stay."""

import os
import signal
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.cache import answers
from bbprops_cli.db.schema import migrations
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database, postgres_database, sqlite_database
from tests.db import later_migrations

pytestmark = pytest.mark.slow

TABLES = ("users", "snapshots", "experiments", "saved_slips", "prop_markets", "bbprops_meta", "snapshot_lock_events")
Content = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def full(database: Database, run: Run, monkeypatch: pytest.MonkeyPatch, tools: Path) -> Database:
    """The demo board, a locked snapshot and one that was unlocked, in a staging database."""
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'staging')")
    run("db", "seed")
    snapshots.make(database, "kept")
    snapshots.make(database, "open", props=0)
    snapshots.lock(database, "open")
    snapshots.unlock(database, "open")
    hostile = "a\\n\\.\t'\"\u202e\U0010ffff\x7f"
    database.rows("UPDATE prop_markets SET player_name = %s, line = 0.1 WHERE external_id = 'kept-1'", hostile)
    snapshots.lock(database, "kept")
    return database


@pytest.fixture
def file(full: Database, run: Run, tmp_path: Path) -> Path:
    """A backup of the full database."""
    path = tmp_path / "board.backup"
    assert run("db", "backup", str(path)).exit_code == 0
    return path


def content(database: Database) -> Content:
    return {table: sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def emptied(database: Database, run: Run) -> None:
    """Empty the database and its trash."""
    assert run("db", "reset", "--yes").exit_code == 0
    assert run("db", "trash", "empty", "--confirm", Path(database.name).name).exit_code == 0


def test_restore_brings_back_every_row_and_guard(full: Database, file: Path, run: Run) -> None:
    before = content(full)
    emptied(full, run)

    result = run("db", "restore", str(file), "--yes")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(
        f"restored {file} at revision {migrations.head()}, moving the former tables to the trash as "
    )
    assert content(full) == before
    checked, verified = run("db", "check"), run("snapshots", "verify", "--all")
    assert (checked.exit_code, checked.stderr) == (0, "no drift\n")
    assert (verified.exit_code, verified.stderr) == (0, "verified 1 locked snapshot and the guards: no differences\n")
    with pytest.raises(Exception, match=r"is locked|snapshot_locked"):
        full.rows("UPDATE prop_markets SET line = 2 WHERE external_id = 'kept-1'")
    assert run("snapshots", "lock", "open").exit_code == 0  # the log goes on where it stood
    assert run("snapshots", "unlock", "kept", "--reason", "it was only a test").exit_code == 0


def test_reset_undo_restores_the_tables_before_a_restore(full: Database, file: Path, run: Run) -> None:
    full.rows("DELETE FROM saved_slips")
    before = content(full)

    run("db", "restore", str(file), "--yes")
    assert full.rows("SELECT count(*) FROM saved_slips") == [(1,)]
    undone = run("db", "reset", "--undo", "--yes")

    assert (undone.exit_code, content(full)) == (0, before)


def test_restore_dry_run_rolls_back(full: Database, file: Path, run: Run) -> None:
    full.rows("DELETE FROM saved_slips")
    before = content(full)

    result = run("db", "restore", str(file), "--dry-run")

    assert (result.exit_code, content(full)) == (0, before)
    assert result.stderr.startswith(f"would restore {file} at revision ")
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"


@pytest.mark.parametrize("label", ["production", None])
def test_restore_keeps_the_environment_label_and_guards_production(
    full: Database, file: Path, run: Run, label: str | None
) -> None:
    full.rows("DELETE FROM bbprops_meta")
    if label:
        full.rows("INSERT INTO bbprops_meta VALUES ('environment', %s)", label)

    refused = run("db", "restore", str(file), "--yes")
    unnamed = run("db", "restore", str(file), "--yes", "--allow-production")
    done = run("db", "restore", str(file), "--allow-production", "--confirm", full.production_name)

    assert (refused.exit_code, unnamed.exit_code, done.exit_code) == (8, 8, 0)
    assert full.rows("SELECT value FROM bbprops_meta") == [(label,)] * bool(label)


def test_restore_requires_confirmation(full: Database, file: Path, run: Run) -> None:
    result = run("db", "restore", str(file))

    assert (result.exit_code, result.stdout) == (8, "")
    assert "pass --yes" in result.stderr


def damage(file: Path, how: str) -> None:
    data = file.read_bytes()
    if how == "cut":
        data = data[: len(data) * 2 // 3]
    elif how == "bits":
        middle = len(data) // 2
        data = data[:middle] + bytes(255 - byte for byte in data[middle : middle + 2000]) + data[middle + 2000 :]
    elif how == "head":
        data = data[:20]
    else:
        data = b"id,line\n1,2\n"
    file.write_bytes(data)


@pytest.mark.parametrize("how", ["cut", "bits", "head", "something else"])
def test_restore_of_a_damaged_file_changes_nothing(full: Database, file: Path, run: Run, how: str) -> None:
    before = content(full)
    damage(file, how)

    result = run("db", "restore", str(file), "--yes")

    assert (result.exit_code, result.stdout, content(full)) == (5, "", before)
    assert result.stderr.startswith(f"error: {file} is {'damaged: ' if how != 'something else' else 'not a backup of'}")
    assert len(result.stderr.splitlines()) == 1
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"
    assert run("db", "check").exit_code == 0


def test_restore_names_a_missing_file(full: Database, run: Run) -> None:
    result = run("db", "restore", "none.backup", "--yes")

    assert (result.exit_code, result.stderr) == (3, "error: none.backup: no such file.\n")


def test_restore_refuses_a_backup_of_the_other_dialect(
    full: Database,
    file: Path,
    run: Run,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if full.kind == "sqlite":
        with postgres_database(request.getfixturevalue("pg_server"), template="template0") as other:
            dump = tmp_path / "other.dump"
            subprocess.run(["pg_dump", "-Fc", "-f", dump, other.url], check=True)
        words = f"{dump} is a backup of PostgreSQL, and this database is SQLite"
    else:
        dump = Path(sqlite_database(tmp_path / "other.db", template=request.getfixturevalue("sqlite_template")).name)
        words = f"{dump} is a backup of SQLite, and this database is PostgreSQL"

    result = run("db", "restore", str(dump), "--yes")

    assert (result.exit_code, words in result.stderr) == (5, True)


def foreign(full: Database, tmp_path: Path, request: pytest.FixtureRequest, *statements: str) -> Path:
    """A backup of a database in which these statements ran."""
    if full.kind == "sqlite":
        database = sqlite_database(tmp_path / "foreign.db")
        for statement in statements:
            database.rows(statement)
        return Path(database.name)
    with postgres_database(request.getfixturevalue("pg_server"), template="template0") as other:
        for statement in statements:
            other.rows(statement)
        subprocess.run(["pg_dump", "-Fc", "-f", tmp_path / "foreign.dump", other.url], check=True)
    return tmp_path / "foreign.dump"


VERSION = "CREATE TABLE alembic_version (version_num varchar(32))"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (("CREATE TABLE bets (id int)",), "is not a backup of bbprops: it has no table of bbprops."),
        (
            (VERSION, "INSERT INTO alembic_version VALUES ('9999')"),
            "is at revision 9999, which this version of bbprops",
        ),
        (
            (VERSION, "INSERT INTO alembic_version VALUES ('0001')", "CREATE TABLE users (id int)"),
            "is not a complete backup of bbprops: it lacks bbprops_meta, experiments, prop_markets,",
        ),
    ],
)
def test_restore_refuses_a_foreign_file_before_it_asks(
    full: Database, run: Run, tmp_path: Path, request: pytest.FixtureRequest, statements: tuple[str, ...], words: str
) -> None:
    result = run("db", "restore", str(foreign(full, tmp_path, request, *statements)))

    assert (result.exit_code, result.stdout) == (5, "")
    assert words in result.stderr


def test_restore_refuses_columns_that_no_migration_creates(full: Database, run: Run, tmp_path: Path) -> None:
    full.rows("ALTER TABLE users ADD COLUMN shoe_size int")
    path = tmp_path / "other.backup"
    run("db", "backup", str(path))
    before = content(full)

    result = run("db", "restore", str(path), "--yes")

    assert (result.exit_code, content(full)) == (5, before)
    assert f"{path} and revision {migrations.head()} differ in columns of users: shoe_size." in result.stderr


def test_restore_of_an_older_backup_keeps_its_revision(
    full: Database, file: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(full)
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path, "op.execute('CREATE TABLE later (x int)')"))
    assert run("db", "upgrade").exit_code == 0

    result = run("db", "restore", str(file), "--yes")
    assert (result.exit_code, content(full)) == (0, before)
    assert result.stderr.endswith("warning: migrations are pending: 1. Run: bbprops db upgrade\n")
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0
    assert run("snapshots", "verify", "--all").exit_code == 0


def test_restore_keeps_tables_of_other_programs(full: Database, file: Path, run: Run) -> None:
    full.rows("CREATE TABLE bets (id int)")
    full.rows("INSERT INTO bets VALUES (7)")

    assert run("db", "restore", str(file), "--yes").exit_code == 0

    assert full.rows("SELECT id FROM bets") == [(7,)]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_restore_keeps_owners_and_privileges(full: Database, file: Path, run: Run) -> None:
    role = f"reader_{uuid.uuid4().hex[:12]}"
    full.rows(
        f"CREATE ROLE {role}; GRANT SELECT ON users TO {role}; GRANT USAGE ON snapshot_lock_events_id_seq TO {role}"
    )
    full.rows(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}")
    rights = (
        "SELECT relname, relacl::text, relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'S') AND relname <> 'alembic_version' ORDER BY 1"
    )
    before = full.rows(rights)

    assert run("db", "restore", str(file), "--yes").exit_code == 0
    after = full.rows(rights)
    full.rows(f"DROP OWNED BY {role}; DROP ROLE {role}")

    assert {row[0]: row[2] for row in after} == {row[0]: row[2] for row in before}
    assert [row for row in after if role in str(row[1])] == [row for row in before if role in str(row[1])]


@pytest.mark.parametrize("kind", ["postgresql"])
def test_restore_works_for_an_owner_who_is_not_a_superuser(
    full: Database, file: Path, run: Run, pg_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = f"owner_{uuid.uuid4().hex[:12]}"
    with postgres_database(pg_server) as other:
        other.rows(f"CREATE ROLE {role} LOGIN; ALTER DATABASE {other.name} OWNER TO {role}")
        monkeypatch.setenv("DATABASE_URL", other.url.replace("postgres@", f"{role}@"))
        run("db", "init", "--environment", "development")

        result = run("db", "restore", str(file), "--yes")

        assert (result.exit_code, content(other)["prop_markets"]) == (0, content(full)["prop_markets"])
        assert run("db", "check").exit_code == 0
    Database("postgresql", pg_server).rows(f"DROP ROLE {role}")


@pytest.mark.parametrize("function", ["migrations.move", "structure.tables", "trash._store"])
def test_a_killed_restore_leaves_the_former_state(full: Database, file: Path, run: Run, function: str) -> None:
    full.rows("DELETE FROM saved_slips")
    before = content(full)
    killed = later_migrations.process(
        "import os; from pathlib import Path\n"
        "from bbprops_cli.db.admin import backup, trash\n"
        "from bbprops_cli.db.connection.target import parse\n"
        "from bbprops_cli.db.schema import migrations, structure\n"
        f"where = parse({full.url!r})\n"
        f"found = backup.inspect(where, Path({str(file)!r}))\n"
        f"die = lambda *_: os.kill(os.getpid(), 9)\n"
        f"{'seen = die' if function == 'structure.tables' else f'seen = lambda *_: None; {function} = die'}\n"
        "backup.restore(where, found, seen)"
    )
    killed.communicate(timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert content(full) == before
    assert run("db", "check").exit_code == 0
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"
    assert run("db", "restore", str(file), "--yes").exit_code == 0
    assert run("snapshots", "verify", "--all").exit_code == 0


def test_restore_invalidates_cached_answers(
    full: Database, file: Path, run: Run, redis: Any, redis_prefix: str
) -> None:
    kept = answers.names(redis_prefix, "props:NBA:2025:-")
    made = answers.begin_version(redis, kept)

    run("db", "restore", str(file), "--dry-run")
    assert answers.begin_version(redis, kept) == made
    run("db", "restore", str(file), "--yes")
    assert answers.begin_version(redis, kept) != made


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    ("said", "exit_code", "words"),
    [
        ("unsupported version (1.99) in file header", 1, "was written by a newer pg_dump. Install the PostgreSQL"),
        ("could not read from input file: end of file", 5, "is damaged: could not read from input file: end of file."),
    ],
)
def test_restore_reports_a_file_that_pg_restore_cannot_read(
    full: Database,
    file: Path,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    exit_code: int,
    words: str,
) -> None:
    program = tmp_path / "programs" / "pg_restore"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho 'pg_restore: error: {said}' >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    result = run("db", "restore", str(file), "--yes")

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert words in result.stderr


@pytest.mark.parametrize("kind", ["sqlite"])
def test_restore_refuses_the_database_itself(full: Database, run: Run) -> None:
    assert run("db", "restore", full.name, "--yes").exit_code == 2


def test_restore_requires_tables(
    empty_database: Database, full: Database, file: Path, run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)

    result = run_here("db", "restore", str(file), "--allow-production", "--confirm", empty_database.production_name)

    assert (result.exit_code, result.stdout) == (7, "")
    assert "Run: bbprops db init" in result.stderr
