"""BBPROPS_ENV and the label of the database: every command that writes compares them first, whatever it then finds."""

import shlex
from pathlib import Path

import pytest

from tests.commands.db.state import set_label
from tests.conftest import Run
from tests.databases import Database

WRITERS = [
    "snapshots lock --due",
    "snapshots lock nothing",
    "snapshots unlock nothing --reason 'a long reason'",
    "snapshots create week-7 --league NFL",
    "snapshots update nothing --league NFL",
    "snapshots delete nothing --yes",
    "snapshots import empty.jsonl",
    "snapshots tag add nothing tag",
    "props import empty.csv --league NBA",
    "props import missing.csv --league NBA",
    "props deactivate --ended-before 6h --yes",
    "props delete --league NHL --yes",
    "props update abcdef --line 1.5",
    "users import empty.csv",
    "users create ana@example.com",
    "users erase ana@example.com --yes",
    "users activate ana@example.com",
    "slips place abcdef",
    "slips delete abcdef --yes",
    "experiments delete abcdef --yes",
    "db prune --older-than 90d",
    "db upgrade",
    "db environment staging",
    "db seed",
    "db reset --yes",
    "db trash empty --yes",
    "db grants --apply --dry-run",
]


@pytest.mark.parametrize("line", WRITERS)
def test_command_that_writes_is_refused_in_another_environment(
    database: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    set_label(database, "staging")
    for name in ("empty.csv", "empty.jsonl"):
        (tmp_path / name).touch()
    monkeypatch.setenv("BBPROPS_ENV", "production")

    result = run(*shlex.split(line))

    said = "BBPROPS_ENV is production, but this database has the environment label staging. Check DATABASE_URL"
    assert (result.exit_code, said in result.stderr) == (5, True), result.stderr


@pytest.mark.parametrize("line", ["snapshots lock --due", "db prune --older-than 90d", "db upgrade"])
def test_command_in_its_own_environment_finds_nothing_to_do(
    database: Database, run: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    set_label(database, "staging")
    monkeypatch.setenv("BBPROPS_ENV", "staging")

    assert run(*line.split()).exit_code == 0


def test_database_without_tables_is_created_in_the_environment_that_is_expected(
    empty_database: Database, run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database.url)
    monkeypatch.setenv("BBPROPS_ENV", "development")

    assert run_here("snapshots", "lock", "--due").exit_code == 7
    assert run_here("db", "init", "--environment", "development").exit_code == 0
    assert run_here("snapshots", "lock", "--due").exit_code == 0


def test_cache_is_cleared_in_any_environment(
    database: Database, run: Run, redis: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_label(database, "staging")
    monkeypatch.setenv("BBPROPS_ENV", "production")

    assert run("cache", "clear", "--yes").exit_code == 0
