"""`bbprops db`: what it says, what it exits with, and what it asks."""

import json
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pexpect
import pytest

from bbprops_cli.db.schema import migrations
from tests.command_line import call_process
from tests.conftest import Run
from tests.databases import Database


@pytest.fixture
def development(database: Database) -> Database:
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'development')")
    return database


@pytest.fixture
def production(database: Database) -> Database:
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'production')")
    return database


@pytest.fixture
def run_empty(empty_database: Database, run_here: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on a database that nobody has migrated."""
    monkeypatch.setenv("DATABASE_URL", empty_database.url)
    return run_here


def users(database: Database) -> int:
    return int(database.rows("SELECT count(*) FROM users")[0][0])


def name_of(database: Database) -> str:
    return Path(database.name).name


def test_init_makes_a_database_ready_and_then_has_nothing_to_do(run_empty: Run) -> None:
    first, again = run_empty("db", "init"), run_empty("db", "init")

    assert (first.exit_code, first.stdout, again.exit_code, again.stdout) == (0, "", 0, "")
    assert first.stderr.endswith(f" is at revision {migrations.head()}, marked development\n")
    assert again.stderr == f"nothing to do: {first.stderr}"


def test_init_in_a_cron_job_speaks_only_of_changes(run_empty: Run) -> None:
    first, again = run_empty("db", "init", "--cron"), run_empty("db", "init", "--cron")

    assert len(first.stderr.splitlines()) == 1
    assert again.stderr == ""


def test_init_keeps_a_mark_and_says_so(production: Database, run: Run) -> None:
    result = run("db", "init", "--environment", "staging")

    assert result.exit_code == 0
    assert "it stays marked production; to change that: bbprops db mark staging" in result.stderr


def test_without_a_url_it_is_a_file_in_the_data_folder(run_here: Run, tmp_path: Path) -> None:
    before = run_here("db", "status")
    run_here("db", "init")

    assert before.exit_code == 7
    assert before.stderr.endswith("bbprops.db: no such database. Run: bbprops db init\n")
    assert (tmp_path / "share" / "bbprops" / "bbprops.db").exists()
    assert run_here("db", "status", "--check").exit_code == 0


def test_status_tells_what_is_pending(run_empty: Run, empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    plain, checked = run_empty("db", "status", "-o", "json"), run_empty("db", "status", "--check")

    assert (plain.exit_code, checked.exit_code) == (0, 7)
    found = json.loads(plain.stdout)
    lacking = len(migrations.history())
    assert (found["revision"], found["head"], found["pending"]) == ("", migrations.head(), lacking)
    assert found["environment"] == ""
    assert checked.stderr == f"error: Migrations are pending: {lacking}. Run: bbprops db upgrade\n"


def test_upgrade_and_downgrade_say_from_where_to_where(development: Database, run: Run) -> None:
    down = run("db", "downgrade", "base", "--yes")
    up = run("db", "upgrade")

    assert (down.exit_code, down.stderr) == (0, f"from {migrations.head()} to nothing\n")
    assert (up.exit_code, up.stderr.splitlines()[0]) == (0, f"from nothing to {migrations.head()}")
    assert "so it counts as production" in up.stderr
    assert run("db", "upgrade").stderr == f"nothing to do: it is at {migrations.head()}\n"


def test_a_dry_run_of_a_downgrade_asks_nothing_and_changes_nothing(production: Database, run: Run) -> None:
    result = run("db", "downgrade", "base", "--dry-run")

    assert (result.exit_code, result.stderr) == (
        0,
        f"from {migrations.head()} to nothing (dry run: nothing was changed)\n",
    )
    assert users(production) == 0


def test_upgrade_makes_no_file(run_here: Run) -> None:
    assert run_here("db", "upgrade").exit_code == 7


def test_unknown_revisions(database: Database, run: Run) -> None:
    asked = run("db", "upgrade", "nope")
    database.rows("UPDATE alembic_version SET version_num = 'later'")
    stored = run("db", "status")

    assert (asked.exit_code, stored.exit_code) == (3, 7)
    assert "revision 'nope' does not exist" in asked.stderr
    assert "at revision later, which this version of bbprops does not know" in stored.stderr


def test_history_lists_what_is_applied(run: Run) -> None:
    rows = json.loads(run("db", "history", "-o", "json").stdout)

    assert (rows[0]["revision"], rows[-1]["revision"], rows[-1]["after"]) == (migrations.head(), "0001", "")
    assert {row["state"] for row in rows} == {"applied"}


def test_info_counts_rows_and_shows_no_password(development: Database, run: Run) -> None:
    run("db", "seed")

    found = json.loads(run("db", "info", "-o", "json").stdout)

    assert found["rows"]["prop_markets"] == 249
    assert (found["environment"], found["revision"], found["estimated"]) == ("development", migrations.head(), [])
    assert found["server"].casefold().startswith(development.kind)
    assert found["bytes"] > 100_000


def test_ping_measures(run: Run) -> None:
    found = json.loads(run("db", "ping", "-o", "json").stdout)

    assert 0 < found["answer_ms"] < 10_000
    assert 0 < found["connect_ms"] < 10_000


def test_ping_waits_for_a_server_that_comes_up(empty_database: Database, run_empty: Run) -> None:
    if empty_database.kind == "postgresql":
        assert run_empty("db", "ping", "--wait", "1s").exit_code == 0
        return
    threading.Timer(0.3, Path(empty_database.name).touch).start()

    result = run_empty("db", "ping", "--wait", "20s", "-v")

    assert (result.exit_code, ": no such database." in result.stderr) == (0, True)


def test_ping_waits_no_longer_than_it_is_told(run_here: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:secret@127.0.0.1:1/postgres")
    started = time.monotonic()

    result = run_here("db", "ping", "--wait", "1s", "-v")

    assert 0.9 < time.monotonic() - started < 10
    assert (result.exit_code, result.stdout) == (4, "")
    assert len(result.stderr.splitlines()) > 3  # each attempt, the failure, the time


def test_check_names_each_difference(database: Database, run: Run) -> None:
    clean = run("db", "check", "-o", "json")
    database.rows("DROP INDEX ix_saved_slips_ev")
    drifted = run("db", "check", "-o", "json")

    assert (clean.exit_code, clean.stdout, clean.stderr) == (0, "[]\n", "no drift\n")
    (row,) = json.loads(drifted.stdout)
    assert (drifted.exit_code, row["difference"], row["name"]) == (7, "missing", "saved_slips.ix_saved_slips_ev")


def test_mark_says_what_a_database_is(database: Database, run: Run) -> None:
    result = run("db", "mark", "staging")

    assert (result.exit_code, database.rows("SELECT value FROM bbprops_meta")) == (0, [("staging",)])
    assert run("db", "mark", "staging").stderr.startswith("nothing to do")


def test_production_loses_its_mark_only_with_leave(production: Database, run: Run) -> None:
    refused = run("db", "mark", "development", "--yes")
    unnamed = run("db", "mark", "development", "--yes", "--allow-production")
    named = run("db", "mark", "development", "--allow-production", "--confirm", name_of(production))

    assert (refused.exit_code, unnamed.exit_code, named.exit_code) == (8, 8, 0)
    assert f"Pass --allow-production and --confirm '{name_of(production)}'" in refused.stderr
    assert production.rows("SELECT value FROM bbprops_meta") == [("development",)]


def test_seed_adds_a_demo_once(development: Database, run: Run) -> None:
    dry, first, again = run("db", "seed", "--dry-run"), run("db", "seed"), run("db", "seed", "--cron")

    assert dry.stderr == first.stderr.replace("\n", " (dry run: nothing was changed)\n")
    assert "users: 2, snapshots: 1, prop_markets: 249" in first.stderr
    assert (again.exit_code, again.stderr, users(development)) == (0, "", 2)


def test_seed_is_refused_on_production(production: Database, run: Run) -> None:
    result = run("db", "seed")

    assert (result.exit_code, users(production)) == (5, 0)
    assert "this database is production" in result.stderr


def test_reset_needs_an_answer(development: Database, run: Run) -> None:
    run("db", "seed")

    result = run("db", "reset")

    assert (result.exit_code, result.stderr) == (
        8,
        "error: Put this aside? Confirmation required, but stdin is not a terminal; pass --yes.\n",
    )
    assert users(development) == 2


def test_reset_and_undo(development: Database, run: Run) -> None:
    run("db", "seed")

    gone = run("db", "reset", "--yes")
    assert (gone.exit_code, gone.stdout, users(development)) == (0, "", 0)
    (piece,) = json.loads(run("db", "trash", "list", "-o", "json").stdout)
    assert piece["name"] in gone.stderr

    back = run("db", "reset", "--undo", "--yes")
    assert (back.exit_code, users(development)) == (0, 2)


def test_a_dry_run_of_a_reset_reports_and_keeps(production: Database, run: Run) -> None:
    result = run("db", "reset", "--dry-run")

    assert result.exit_code == 0
    assert result.stderr.startswith(f"the tables are empty, at revision {migrations.head()}")
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"


@pytest.mark.slow
def test_much_is_lost_only_by_name(development: Database, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbprops_cli.commands.shared.confirmation.LARGE", 200)
    run("db", "seed")

    assert run("db", "reset", "--yes").exit_code == 8
    assert run("db", "reset", "--confirm", "other").exit_code == 8
    assert run("db", "reset", "--confirm", name_of(development)).exit_code == 0


@pytest.mark.parametrize(
    "command",
    [("reset",), ("reset", "--undo"), ("downgrade", "base")],
)
def test_production_is_guarded(production: Database, run: Run, command: tuple[str, ...]) -> None:
    name = name_of(production)
    flags: tuple[tuple[str, ...], ...] = (("--yes",), ("--yes", "--confirm", name), ("--yes", "--allow-production"))

    assert [run("db", *command, *given).exit_code for given in flags] == [8, 8, 8]
    assert run("db", *command, "--allow-production", "--confirm", name).exit_code in {0, 3}


def test_an_unmarked_database_counts_as_production(database: Database, run: Run) -> None:
    result = run("db", "reset", "--yes")

    assert result.exit_code == 8
    assert "has no environment label and counts as production. Pass --allow-production" in result.stderr


def test_a_name_belongs_to_undo(run: Run) -> None:
    assert run("db", "reset", "something", "--yes").exit_code == 2


def test_the_trash_is_emptied_with_an_answer(development: Database, run: Run) -> None:
    assert run("db", "trash", "empty").stderr == "nothing to do: the trash is empty\n"
    run("db", "reset", "--yes")

    refused, done = run("db", "trash", "empty"), run("db", "trash", "empty", "--yes")

    assert (refused.exit_code, done.exit_code) == (8, 0)
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"
    assert run("db", "reset", "--undo", "--yes").exit_code == 3


def test_locked_snapshots_leave_the_trash_only_by_name(development: Database, run: Run) -> None:
    run("db", "seed")
    lock = "is_locked = true, locked_at = '2025-10-05 12:00:00', content_format = 'x', content_props = 97"
    development.rows(f"UPDATE snapshots SET {lock}, content_sha256 = %s", "0" * 64)
    run("db", "reset", "--yes")

    assert run("db", "trash", "empty", "--yes").exit_code == 8
    assert run("db", "trash", "empty", "--confirm", name_of(development)).exit_code == 0


@pytest.mark.slow
def test_in_a_terminal_reset_shows_what_would_go_and_asks(
    development: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("db", "seed")
    child = pexpect.spawn(sys.executable, ["-m", "bbprops_cli", "db", "reset"], encoding="utf-8", timeout=30)

    child.expect(r"\(development\)")
    child.expect("prop_markets: 249 rows")
    child.expect(r"Put this aside\? \[y/N\] ")
    child.sendline("n")
    child.expect("Nothing was done")
    child.expect(pexpect.EOF)
    child.close()

    assert (child.exitstatus, users(development)) == (8, 2)


@pytest.mark.parametrize("command", ["status", "ping", "upgrade", "info"])
@pytest.mark.parametrize(
    ("url", "exit_code", "words"),
    [
        ("127.0.0.1:1/postgres", 4, "cannot be reached"),
        ("{server}/none", 7, "The server has no database 'none'"),
        ("{server}/postgres?sslmod=require", 2, "unknown parameter 'sslmod'"),
    ],
)
def test_what_is_wrong_with_the_url_is_one_sentence(
    pg_server: str, run_here: Run, monkeypatch: pytest.MonkeyPatch, command: str, url: str, exit_code: int, words: str
) -> None:
    server = urlsplit(pg_server).netloc.rpartition("@")[2]
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres:secret@{url.format(server=server)}")

    result = run_here("db", command)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert words in result.stderr
    assert "secret" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_commands_before_the_first_migration_say_what_to_run(run_empty: Run, empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    result = run_empty("props", "list")

    assert result.exit_code == 7
    assert result.stderr.endswith("Run: bbprops db upgrade\n")


@pytest.mark.slow
def test_another_folder_works_as_well(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert call_process("db", "status", "--check").exit_code == 0
