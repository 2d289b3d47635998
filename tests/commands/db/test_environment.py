"""`db environment`."""

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database


def test_environment_sets_the_label_of_a_database(database: Database, run: Run) -> None:
    result = run("db", "environment", "staging")

    assert (result.exit_code, database.rows("SELECT value FROM bbprops_meta")) == (0, [("staging",)])
    assert run("db", "environment", "staging").stderr.startswith("nothing to do")


def test_environment_requires_confirmation_to_unprotect_production(production: Database, run: Run) -> None:
    refused = run("db", "environment", "development", "--yes")
    unnamed = run("db", "environment", "development", "--yes", "--allow-production")
    named = run("db", "environment", "development", "--allow-production", "--confirm", production.production_name)

    assert (refused.exit_code, unnamed.exit_code, named.exit_code) == (8, 8, 0)
    assert f"Pass --allow-production and --confirm '{production.production_name}'" in refused.stderr
    assert production.rows("SELECT value FROM bbprops_meta") == [("development",)]


def test_environment_label_that_is_already_set_stays(database: Database, run: Run) -> None:
    run("db", "environment", "staging")

    result = run("db", "environment", "staging")

    assert (result.exit_code, result.stderr.startswith("nothing to do: ")) == (0, True)
    assert result.stderr.endswith(" already has the environment label staging\n")


def test_environment_dry_run_keeps_the_label(database: Database, run: Run) -> None:
    result = run("db", "environment", "staging", "--dry-run")

    assert (result.exit_code, result.stderr.startswith("would set the environment label of ")) == (0, True)
    assert database.rows("SELECT value FROM bbprops_meta") == []


def test_db_mark_is_a_hidden_alias_of_db_environment(database: Database, run: Run) -> None:
    result, help_page = run("db", "mark", "staging"), run("db", "--help")

    assert (result.exit_code, database.rows("SELECT value FROM bbprops_meta")) == (0, [("staging",)])
    assert "environment" in help_page.stdout
    assert " mark " not in help_page.stdout


def test_first_label_of_a_database_with_rows_requires_confirmation(database: Database, run: Run) -> None:
    snapshots.make(database, "week-5")

    refused = run("db", "environment", "development", "--yes")
    protected = run("db", "environment", "production")

    assert (refused.exit_code, protected.exit_code) == (8, 0)
    assert "has no environment label and counts as production" in refused.stderr
