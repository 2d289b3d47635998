"""`db revision`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Table
from sqlmodel import SQLModel

from bbprops_cli.db.schema import migrations
from bbprops_cli.models import base
from tests.conftest import Run
from tests.databases import Database
from tests.db import later_migrations


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout to write migrations into."""
    folder = later_migrations.checkout(tmp_path / "checkout")
    later_migrations.use(monkeypatch, folder)
    return folder


@pytest.fixture
def new_table() -> Iterator[Table]:
    """A table that the models have and no migration creates, with columns of every type that we use."""
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


@pytest.mark.parametrize("kind", ["sqlite"])
def test_revision_writes_an_empty_migration_after_the_newest(checkout: Path, run: Run) -> None:
    newest = migrations.head()

    result = run("db", "revision", "-m", "Teams of a league.")

    path = checkout / "alembic" / "versions" / f"{int(newest) + 1:04d}_teams_of_a_league.py"
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{path}\n", "")
    assert migrations.history()[0] == (f"{int(newest) + 1:04d}", newest, "Teams of a league.")


def test_revision_autogenerate_writes_nothing_without_differences(checkout: Path, run: Run) -> None:
    before = sorted(checkout.rglob("*.py"))

    result = run("db", "revision", "-m", "x", "--autogenerate")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing to do: models and migrations agree\n"
    assert sorted(checkout.rglob("*.py")) == before


def test_revision_autogenerate_creates_what_the_models_have(
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
def test_revision_refuses_a_message_that_is_not_plain_text(checkout: Path, run: Run, message: str) -> None:
    before = sorted(checkout.rglob("*.py"))

    result = run("db", "revision", "-m", message)

    assert (result.exit_code, result.stdout, sorted(checkout.rglob("*.py"))) == (2, "", before)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_revision_requires_a_checkout(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "root", lambda: tmp_path / "_migrations")

    result = run("db", "revision", "-m", "x")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "this bbprops is an installed package, not a checkout" in result.stderr
