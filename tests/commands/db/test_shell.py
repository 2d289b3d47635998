"""`db shell`."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import servers
from tests.commands.db.state import set_label
from tests.conftest import Run
from tests.databases import Database

# A program that prints how it was started; its first line is its arguments.
KEEPALIVES = "keepalives='1' keepalives_count='3' keepalives_idle='10' keepalives_interval='5' tcp_user_timeout='30000'"
TELLS = '#!/bin/sh\necho "$@"\nenv | grep ^PG\nexit 3\n'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in front of PATH with a psql and a sqlite3 that only print how they were started."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("psql", "sqlite3"):
        (folder / name).write_text(TELLS)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


@pytest.mark.parametrize("kind", ["postgresql"])
def test_shell_passes_the_address_to_psql_by_its_environment(
    programs: Path, database: Database, shell: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_label(database, "development")
    parts = urlsplit(database.url)
    url = f"postgresql://postgres:s3cret@{parts.hostname}:{parts.port}{parts.path}?connect_timeout=7"
    monkeypatch.setenv("DATABASE_URL", url)

    result = shell("db", "shell", "--", "-c", "SELECT 1")

    first, *rest = result.stdout.splitlines()
    told = dict(line.split("=", 1) for line in rest)
    assert (result.exit_code, first) == (3, f"--dbname={KEEPALIVES} -c SELECT 1")
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
def test_shell_passes_the_file_to_sqlite3(programs: Path, database: Database, shell: Run) -> None:
    set_label(database, "development")

    result = shell("db", "shell", "--", "SELECT 1")

    assert (result.exit_code, result.stdout) == (
        3,
        f"-cmd .timeout 5000 -cmd PRAGMA foreign_keys = ON {database.name} SELECT 1\n",
    )


@pytest.mark.parametrize("environment", ["production", None])
def test_shell_is_read_only_in_production(
    programs: Path, database: Database, shell: Run, environment: str | None
) -> None:
    if environment:
        set_label(database, environment)

    read, write = shell("db", "shell"), shell("db", "shell", "--allow-production")

    flag = "-readonly" if database.kind == "sqlite" else "default_transaction_read_only=on"
    assert (flag in read.stdout, flag in write.stdout) == (True, False)
    assert read.stderr.endswith(f"({environment or 'no environment label'}), read-only\n")


def test_shell_respects_read_only_and_the_expected_environment(programs: Path, database: Database, shell: Run) -> None:
    set_label(database, "staging")

    read = shell("db", "shell", env={"BBPROPS_READ_ONLY": "1"})
    refused = shell("db", "shell", env={"BBPROPS_ENV": "development"})

    assert (read.exit_code, read.stderr.endswith("(staging), read-only\n")) == (3, True)
    assert (refused.exit_code, refused.stdout) == (5, "")
    assert "BBPROPS_ENV is development, but this database has the environment label staging" in refused.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
def test_shell_in_production_reads_and_does_not_write(database: Database, shell: Run) -> None:
    binaries = servers.postgres_binaries()
    env = {"PATH": f"{binaries}:{os.environ['PATH']}"}

    read = shell("db", "shell", "--", "-XAtc", "SELECT count(*) FROM users", env=env)
    written = shell("db", "shell", stdin="DELETE FROM users;", env=env)

    assert (read.exit_code, read.stdout) == (0, "0\n")
    assert "cannot execute DELETE in a read-only transaction" in written.stderr


def test_shell_names_a_missing_program(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    result = run("db", "shell")

    program = "sqlite3" if database.kind == "sqlite" else "psql"
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"error: {program} is not on PATH. Install" in result.stderr


def test_shell_requires_a_database(run_here: Run) -> None:
    assert run_here("db", "shell").exit_code == 7
