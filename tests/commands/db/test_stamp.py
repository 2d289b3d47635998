"""`db stamp`."""

import os
from pathlib import Path

import pytest

from bbprops_cli.db.schema import migrations
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database


def stored(database: Database) -> list[tuple[str]]:
    return database.rows("SELECT version_num FROM alembic_version")


def test_stamp_stores_a_revision(run: Run, development: Database) -> None:
    dry, back = run("db", "stamp", "0001", "--dry-run"), run("db", "stamp", "0001", "--yes")
    again = run("db", "stamp", "0001")

    assert dry.stderr.startswith(f"would change the stored revision from {migrations.head()} to 0001\n")
    assert back.stderr.startswith(f"changed the stored revision from {migrations.head()} to 0001\n")
    assert (again.exit_code, again.stderr) == (0, "nothing to do: the database is at revision 0001\n")
    assert stored(development) == [("0001",)]


def test_stamp_replaces_the_revision_of_a_version_that_is_unknown(run: Run, development: Database) -> None:
    development.rows("UPDATE alembic_version SET version_num = '9999'")

    wrong, right = run("db", "stamp", "nope", "--yes"), run("db", "stamp", "head", "--yes")

    assert (wrong.exit_code, right.exit_code) == (3, 0)
    assert run("db", "check").exit_code == 0


def test_stamp_asks_before_it_changes_the_revision(run: Run, development: Database) -> None:
    refused, dry = run("db", "stamp", "base"), run("db", "stamp", "base", "--dry-run")

    assert (refused.exit_code, dry.exit_code) == (8, 0)
    assert f"Store revision base instead of {migrations.head()}, without running migrations?" in refused.stderr
    assert stored(development) == [(migrations.head(),)]


def test_stamp_on_production_requires_the_option_and_the_name(run: Run, production: Database) -> None:
    name = production.production_name
    outcomes = [
        run("db", "stamp", "0001", *args).exit_code
        for args in (
            ["--yes"],
            ["--yes", "--allow-production"],
            ["--allow-production", "--confirm", "other/name"],
            ["--allow-production", "--confirm", name],
        )
    ]

    assert outcomes == [8, 8, 8, 0]
    assert stored(production) == [("0001",)]


def test_label_of_production_outlives_a_stamp_to_base(run: Run, production: Database) -> None:
    named = ("--allow-production", "--confirm", production.production_name)
    assert run("db", "stamp", "base", *named).exit_code == 0

    attempts = [
        run("db", "environment", "development", "--yes"),
        run("db", "reset", "--yes"),
        run("db", "stamp", "head", "--yes"),
    ]

    assert [attempt.exit_code for attempt in attempts] == [8, 8, 8]
    assert run("db", "stamp", "head", *named).stderr.count("environment label") == 0
    assert production.rows("SELECT value FROM bbprops_meta") == [("production",)]


@pytest.mark.parametrize("command", [("upgrade",), ("init",), ("reset", "--yes"), ("reset", "--undo", "--yes")])
def test_tables_without_a_revision_are_left_alone(run: Run, development: Database, command: tuple[str, ...]) -> None:
    snapshots.make(development)
    run("db", "reset", "--yes")
    run("db", "reset", "--undo", "--yes")
    run("db", "stamp", "base", "--yes")

    result = run("db", *command)

    assert (result.exit_code, "exist, but no revision is stored; nothing was changed" in result.stderr) == (5, True)
    assert run("db", "stamp", "head", "--yes").exit_code == 0
    assert (run("db", "check").exit_code, len(development.rows("SELECT id FROM snapshots"))) == (0, 1)


def test_stamp_checks_bbprops_env_whatever_revision_is_stored(
    run: Run, production: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    production.rows("DELETE FROM alembic_version")
    monkeypatch.setenv("BBPROPS_ENV", "development")

    result = run("db", "stamp", "head", "--allow-production", "--confirm", production.production_name)

    assert (result.exit_code, stored(production)) == (5, [])


def test_stamp_refuses_a_database_without_our_tables(run_empty: Run, empty_database: Database) -> None:
    empty_database.rows("CREATE TABLE bets (id int)")

    result = run_empty("db", "stamp", "head", "--yes")

    assert (result.exit_code, "cannot store a revision: this database has no table" in result.stderr) == (7, True)


FOREIGN = ["ae1027a6acf", "0001", "later"]
NAMED = ["--allow-production", "--yes"]
CHANGES = [
    ("db", "stamp", "head", *NAMED),
    ("db", "stamp", "base", *NAMED),
    ("db", "upgrade"),
    ("db", "upgrade", "0001"),
    ("db", "downgrade", "base", *NAMED),
    ("db", "reset", *NAMED),
    ("db", "reset", "--undo", *NAMED),
    ("db", "init", "--environment", "development"),
    ("db", "environment", "development"),
]


@pytest.mark.parametrize("revision", FOREIGN)
def test_no_command_touches_the_revision_of_another_application(
    run_empty: Run, empty_database: Database, revision: str
) -> None:
    empty_database.rows("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    empty_database.rows("INSERT INTO alembic_version VALUES (%s)", revision)
    empty_database.rows("CREATE TABLE users (id int)")
    empty_database.rows("INSERT INTO users VALUES (1)")

    for command in CHANGES:
        result = run_empty(*command)

        assert result.exit_code == 5, (command, result.stderr)
        assert f"its table alembic_version has the revision {revision}, which is not one of bbprops" in result.stderr
        assert "Set DATABASE_URL to another database" in result.stderr
    assert stored(empty_database) == [(revision,)]
    assert empty_database.rows("SELECT * FROM users") == [(1,)]


@pytest.mark.parametrize("revision", ["ae1027a6acf", "later"])
def test_no_command_touches_a_foreign_revision_beside_our_tables(
    run: Run, development: Database, revision: str, tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    assert run("db", "backup", "saved").exit_code == 0
    development.rows("UPDATE alembic_version SET version_num = %s", revision)

    commands = [*CHANGES, ("db", "restore", "saved", *NAMED)]
    assert {run(*command).exit_code for command in commands} == {5}
    assert stored(development) == [(revision,)]
