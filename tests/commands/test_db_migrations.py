"""`bbprops db` upgrade --plan and --sql, stamp, revision."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Table
from sqlmodel import SQLModel

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.models import base
from tests.conftest import Run
from tests.databases import Database
from tests.db import later_migrations


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout to write migrations into."""
    folder = tmp_path / "checkout"
    ours = migrations.root()
    shutil.copytree(ours / "alembic", folder / "alembic", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alembic.ini", "pyproject.toml"):
        shutil.copy(ours / name, folder)
    later_migrations.use(monkeypatch, folder)
    return folder


@pytest.fixture
def new_table() -> Iterator[Table]:
    """A table that the models have and no migration makes, of every kind of column that ours have."""
    table = Table(
        "leagues",
        SQLModel.metadata,
        Column("id", base.BigInt, primary_key=True),
        Column("name", base.Text100, nullable=False, unique=True),
        Column("facts", base.JsonType, nullable=False),
        Column("line", base.Number, index=True),
        Column("user_id", ForeignKey("users.id", ondelete="CASCADE")),
    )
    yield table
    SQLModel.metadata.remove(table)


def use_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upgrade: str) -> None:
    later_migrations.use(monkeypatch, later_migrations.write(tmp_path / "checkout", upgrade))


def test_a_plan_marks_what_destroys(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_later(tmp_path, monkeypatch, "op.drop_table('saved_slips')\nop.execute('DELETE FROM experiments')")

    result = run("db", "upgrade", "--plan", "-o", "json")

    assert json.loads(result.stdout) == [
        {
            "revision": "later",
            "message": "Later",
            "statements": 2,
            "destroys": "DROP TABLE saved_slips; DELETE FROM experiments",
        }
    ]
    assert (result.exit_code, result.stderr) == (0, "warning: 1 of 1 destroys data\n")
    assert run("db", "status", "-o", "json").stdout.count('"pending":1') == 1


def test_a_plan_of_nothing_and_one_that_destroys_nothing(run: Run, database: Database) -> None:
    nothing = run("db", "upgrade", "--plan", "-o", "json")
    run("db", "stamp", "base")
    everything = run("db", "upgrade", "0001", "--plan", "-o", "json")

    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "[]\n", "")
    (row,) = json.loads(everything.stdout)
    assert (row["revision"], row["destroys"], everything.stderr) == ("0001", None, "")


def test_the_statements_make_what_an_upgrade_makes(run: Run, empty_database: Database, database: Database) -> None:
    if empty_database.kind == "sqlite":
        Path(empty_database.name).touch()
    result = run("db", "upgrade", "base:head", "--sql")

    connection = empty_database.connect()
    if empty_database.kind == "sqlite":
        connection.executescript(result.stdout)
    else:
        connection.cursor().execute(result.stdout)
    connection.close()

    with structure.looking(parse(database.url)) as made, structure.looking(parse(empty_database.url)) as written:
        assert structure.read(made) == structure.read(written)
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_statements_begin_where_the_database_is(run: Run) -> None:
    none = run("db", "upgrade", "--sql")
    run("db", "stamp", "0001")
    some = run("db", "upgrade", "--sql")

    assert (none.exit_code, none.stdout, none.stderr) == (0, "", f"nothing to do: it is at {migrations.head()}\n")
    assert "CREATE TRIGGER" in some.stdout
    assert "CREATE TABLE" not in some.stdout


@pytest.mark.parametrize(
    ("options", "exit_code", "words"),
    [
        (["--sql", "--plan"], 2, "exclude each other"),
        (["--plan", "--dry-run"], 2, "exclude each other"),
        (["-o", "json"], 2, "Add --plan"),
        (["nope", "--sql"], 3, "revision 'nope' does not exist"),
        (["nope", "--plan"], 3, "revision 'nope' does not exist"),
    ],
)
def test_what_upgrade_cannot_do(run: Run, options: list[str], exit_code: int, words: str) -> None:
    result = run("db", "upgrade", *options)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert words in result.stderr


def test_stamp_writes_down_a_revision(run: Run, database: Database) -> None:
    dry, back, again = run("db", "stamp", "0001", "--dry-run"), run("db", "stamp", "0001"), run("db", "stamp", "0001")

    assert dry.stderr.startswith(f"from {migrations.head()} to 0001 (dry run: nothing was changed)\n")
    assert back.stderr.startswith(f"from {migrations.head()} to 0001\n")
    assert (again.exit_code, again.stderr) == (0, "nothing to do: it is at 0001\n")
    assert database.rows("SELECT version_num FROM alembic_version") == [("0001",)]


def test_stamp_mends_a_revision_that_nobody_knows(run: Run, database: Database) -> None:
    database.rows("UPDATE alembic_version SET version_num = 'lost'")

    wrong, right = run("db", "stamp", "nope"), run("db", "stamp", "head")

    assert (wrong.exit_code, right.exit_code) == (3, 0)
    assert run("db", "check").exit_code == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_empty_revision_comes_after_the_newest(checkout: Path, run: Run) -> None:
    newest = migrations.head()

    result = run("db", "revision", "-m", "Teams of a league.")

    path = checkout / "alembic" / "versions" / f"{int(newest) + 1:04d}_teams_of_a_league.py"
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{path}\n", "")
    assert migrations.history()[0] == (f"{int(newest) + 1:04d}", newest, "Teams of a league.")


def test_nothing_to_generate_writes_nothing(checkout: Path, run: Run) -> None:
    before = sorted(checkout.rglob("*.py"))

    result = run("db", "revision", "-m", "x", "--autogenerate")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing to do: models and migrations agree\n"
    assert sorted(checkout.rglob("*.py")) == before


def test_a_generated_revision_is_clean_and_makes_what_the_models_have(
    checkout: Path, new_table: Table, run: Run, database: Database
) -> None:
    database.rows("CREATE TABLE of_others (a INTEGER)")
    newest = migrations.head()

    result = run("db", "revision", "-m", "Leagues.", "--autogenerate")

    path = result.stdout.strip()
    linted = subprocess.run([sys.executable, "-m", "ruff", "check", path], cwd=checkout, capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "All checks passed!\n")
    assert "of_others" not in Path(path).read_text()
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "revision", "-m", "x", "--autogenerate").stderr.startswith("nothing to do")
    assert run("db", "downgrade", newest, "--dry-run").exit_code == 0


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("message", ['a " b', "a \\ b", "a\nb", "", " "])
def test_a_message_is_plain(checkout: Path, run: Run, message: str) -> None:
    before = sorted(checkout.rglob("*.py"))

    result = run("db", "revision", "-m", message)

    assert (result.exit_code, result.stdout, sorted(checkout.rglob("*.py"))) == (2, "", before)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_installed_package_takes_no_revision(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "root", lambda: tmp_path / "_migrations")

    result = run("db", "revision", "-m", "x")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "this bbprops is an installed package, not a checkout" in result.stderr
