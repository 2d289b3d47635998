"""What all commands of `db` do about production, a wrong URL and an empty database."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.command_line import call_process
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_user


@pytest.mark.parametrize(
    "command",
    [("reset",), ("reset", "--undo"), ("downgrade", "base")],
)
def test_dangerous_commands_in_production_require_flag_and_name(
    production: Database, run: Run, command: tuple[str, ...]
) -> None:
    name = production.production_name
    flags: tuple[tuple[str, ...], ...] = (("--yes",), ("--yes", "--confirm", name), ("--yes", "--allow-production"))
    with production.session() as work:
        new_user(work)  # an undo is of trash with rows
    if "--undo" in command:
        assert run("db", "reset", "--allow-production", "--confirm", name).exit_code == 0

    assert [run("db", *command, *given).exit_code for given in flags] == [8, 8, 8]
    assert run("db", *command, "--allow-production", "--confirm", name).exit_code == 0


@pytest.mark.parametrize("command", ["status", "ping", "upgrade", "info"])
@pytest.mark.parametrize(
    ("url", "exit_code", "words"),
    [
        ("127.0.0.1:1/postgres", 4, "cannot be reached"),
        ("{server}/none", 7, "The server has no database 'none'"),
        ("{server}/postgres?sslmod=require", 2, "unknown parameter 'sslmod'"),
    ],
)
def test_a_wrong_database_url_is_one_line_without_the_password(
    pg_server: str, run_here: Run, monkeypatch: pytest.MonkeyPatch, command: str, url: str, exit_code: int, words: str
) -> None:
    server = urlsplit(pg_server).netloc.rpartition("@")[2]
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres:secret@{url.format(server=server)}")

    result = run_here("db", command)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert words in result.stderr
    assert "secret" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_commands_before_the_first_migration_suggest_db_upgrade(run_empty: Run, empty_database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()

    result = run_empty("props", "list")

    assert result.exit_code == 7
    assert result.stderr.endswith("Run: bbprops db upgrade\n")


@pytest.mark.slow
def test_db_commands_work_in_any_folder(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert call_process("db", "status", "--check").exit_code == 0
