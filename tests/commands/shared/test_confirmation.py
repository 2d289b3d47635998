"""What --confirm must say: the name of this database, and on production its host as well."""

import pytest

from bbprops_cli.commands.shared import confirmation
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import ConfirmationNeeded
from tests.conftest import Run
from tests.databases import Database

USERS = "SELECT count(*) FROM users"


@pytest.fixture
def ana(database: Database, run: Run) -> str:
    """A user to delete."""
    assert run("users", "create", "ana@example.com", "--clerk-id", "c1").exit_code == 0
    return "ana@example.com"


def label(database: Database, environment: str) -> None:
    database.rows("DELETE FROM bbprops_meta WHERE key = 'environment'")
    database.rows("INSERT INTO bbprops_meta (key, value) VALUES ('environment', %s)", environment)


@pytest.mark.parametrize("environment", ["development", "staging", "production"])
@pytest.mark.parametrize("also", [[], ["--yes"], ["--dry-run"]], ids=["alone", "yes", "dry-run"])
def test_a_wrong_confirm_deletes_nothing_in_any_environment(
    run: Run, database: Database, ana: str, environment: str, also: list[str]
) -> None:
    label(database, environment)

    result = run("users", "delete", ana, "--confirm", "another", *also)

    assert (result.exit_code, database.rows(USERS)) == (8, [(1,)])
    assert "error: --confirm 'another' does not name this database" in result.stderr
    assert f"({environment}); nothing was done. Check DATABASE_URL, or pass --confirm " in result.stderr


def test_a_wrong_confirm_is_an_error_even_with_nothing_to_do(run: Run, database: Database) -> None:
    label(database, "staging")
    hourly = ("props", "deactivate", "--ended-before", "6h", "--yes", "--cron")

    assert run(*hourly, "--confirm", "another").exit_code == 8
    assert run(*hourly, "--confirm", database.name.rpartition("/")[2]).exit_code == 0


@pytest.mark.parametrize("kind", ["postgresql"])
def test_production_requires_the_host_before_the_name(run: Run, database: Database, ana: str) -> None:
    label(database, "production")

    short = run("users", "delete", ana, "--yes", "--confirm", database.name)
    unnamed = run("users", "delete", ana, "--yes")
    full = run("users", "delete", ana, "--confirm", f"127.0.0.1/{database.name}")

    assert (short.exit_code, unnamed.exit_code, full.exit_code) == (8, 8, 0)
    assert f"pass --confirm '127.0.0.1/{database.name}'" in unnamed.stderr


@pytest.mark.parametrize(
    ("url", "environment", "name"),
    [
        ("postgresql://ana@db.example.com:6432/props", "production", "db.example.com/props"),
        ("postgresql://ana@db.example.com/props", "", "db.example.com/props"),
        ("postgresql://ana@db.example.com/props", "staging", "props"),
        ("postgresql:///props", "production", "localhost/props"),
        ("sqlite:////srv/board.db", "production", "board.db"),
    ],
)
def test_the_name_that_confirms(url: str, environment: str, name: str) -> None:
    assert confirmation.name_of(parse(url), environment) == name


def test_a_host_from_the_environment_of_libpq_is_part_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "live.example.com")

    assert confirmation.name_of(parse("postgresql:///props"), "production") == "live.example.com/props"


@pytest.mark.parametrize("environment", ["development", "staging"])
def test_outside_production_the_host_may_be_given(environment: str) -> None:
    where = parse("postgresql://ana@db.example.com/props")

    confirmation.require_name(where, environment, "db.example.com/props")
    with pytest.raises(ConfirmationNeeded, match="does not name this database"):
        confirmation.require_name(where, environment, "other.example.com/props")
