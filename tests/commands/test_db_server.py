"""`bbprops db` schema and shell."""

import os
import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlmodel import SQLModel

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import structure
from tests import servers
from tests.conftest import Run
from tests.databases import Database

# A program that tells what it was started with; its first line is its arguments.
TELLS = '#!/bin/sh\necho "$@"\nenv | grep ^PG\nexit 3\n'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in front of PATH with a psql and a sqlite3 that only tell."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("psql", "sqlite3"):
        (folder / name).write_text(TELLS)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def mark(database: Database, environment: str) -> None:
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', %s)", environment)


def test_the_schema_makes_what_the_migrations_make(run: Run, database: Database, empty_database: Database) -> None:
    result = run("db", "schema")

    if empty_database.kind == "sqlite":
        connection = sqlite3.connect(empty_database.name)
        connection.executescript(result.stdout)
        connection.close()
    else:
        empty_database.rows(result.stdout)
    with structure.looking(parse(database.url)) as made, structure.looking(parse(empty_database.url)) as written:
        assert structure.compare(structure.read(made), structure.read(written)) == []
    assert (result.exit_code, result.stderr) == (0, "")
    assert empty_database.rows("SELECT * FROM alembic_version") == database.rows("SELECT * FROM alembic_version")


def test_the_diagram_has_every_table_column_and_reference(run_here: Run) -> None:
    result = run_here("db", "schema", "--format", "mermaid")

    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "erDiagram"
    for table in SQLModel.metadata.sorted_tables:
        start = lines.index(f"    {table.name} {{")
        attributes = lines[start + 1 : start + 1 + len(table.columns)]
        assert [line.split()[1] for line in attributes] == [column.name for column in table.columns]
        assert all(re.fullmatch(r' +\w+ \w+( [PFUK, ]+)?( "[^"]+")?', line) for line in attributes)
    assert '    users ||--o{ saved_slips : "user_id"' in lines
    assert '    snapshots |o--o{ prop_markets : "snapshot_id"' in lines


@pytest.mark.parametrize("kind", ["postgresql"])
def test_psql_is_told_by_its_environment(
    programs: Path, database: Database, shell: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(database, "development")
    parts = urlsplit(database.url)
    url = f"postgresql://postgres:s3cret@{parts.hostname}:{parts.port}{parts.path}?connect_timeout=7"
    monkeypatch.setenv("DATABASE_URL", url)

    result = shell("db", "shell", "--", "-c", "SELECT 1")

    first, *rest = result.stdout.splitlines()
    told = dict(line.split("=", 1) for line in rest)
    assert (result.exit_code, first) == (3, "-c SELECT 1")
    assert told.pop("PGAPPNAME").startswith("bbprops db shell ")
    assert told == {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port),
        "PGUSER": "postgres",
        "PGPASSWORD": "s3cret",
        "PGDATABASE": database.name,
        "PGCONNECT_TIMEOUT": "7",
    }
    assert result.stderr.endswith("(development)\n")
    assert "s3cret" not in result.stderr


@pytest.mark.parametrize("kind", ["sqlite"])
def test_sqlite3_is_given_the_file(programs: Path, database: Database, shell: Run) -> None:
    mark(database, "development")

    result = shell("db", "shell", "--", "SELECT 1")

    assert (result.exit_code, result.stdout) == (
        3,
        f"-cmd .timeout 5000 -cmd PRAGMA foreign_keys = ON {database.name} SELECT 1\n",
    )


@pytest.mark.parametrize("environment", ["production", None])
def test_production_is_opened_for_reading(
    programs: Path, database: Database, shell: Run, environment: str | None
) -> None:
    if environment:
        mark(database, environment)

    read, write = shell("db", "shell"), shell("db", "shell", "--allow-production")

    flag = "-readonly" if database.kind == "sqlite" else "default_transaction_read_only=on"
    assert (flag in read.stdout, flag in write.stdout) == (True, False)
    assert read.stderr.endswith(f"({environment or 'not marked'}), read-only\n")


def test_a_read_only_setting_and_another_environment_are_heeded(programs: Path, database: Database, shell: Run) -> None:
    mark(database, "staging")

    read = shell("db", "shell", env={"BBPROPS_READ_ONLY": "1"})
    refused = shell("db", "shell", env={"BBPROPS_ENV": "development"})

    assert (read.exit_code, read.stderr.endswith("(staging), read-only\n")) == (3, True)
    assert (refused.exit_code, refused.stdout) == (5, "")
    assert "BBPROPS_ENV is development, but this database has the environment label staging" in refused.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_the_real_psql_reads_and_does_not_write(database: Database, shell: Run) -> None:
    binaries = servers.postgres_binaries()
    env = {"PATH": f"{binaries}:{os.environ['PATH']}"}

    read = shell("db", "shell", "--", "-XAtc", "SELECT count(*) FROM users", env=env)
    written = shell("db", "shell", stdin="DELETE FROM users;", env=env)

    assert (read.exit_code, read.stdout) == (0, "0\n")
    assert "cannot execute DELETE in a read-only transaction" in written.stderr


def test_a_missing_program_is_named(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    result = run("db", "shell")

    program = "sqlite3" if database.kind == "sqlite" else "psql"
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"error: The program {program} is not on PATH. Install" in result.stderr


def test_there_is_no_shell_without_a_database(run_here: Run) -> None:
    assert run_here("db", "shell").exit_code == 7
