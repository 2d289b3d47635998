"""`db init`."""

from pathlib import Path

from bbprops_cli.db.schema import migrations
from tests.conftest import Run
from tests.databases import Database


def test_init_creates_the_tables_and_a_second_init_has_nothing_to_do(run_empty: Run) -> None:
    first, again = run_empty("db", "init"), run_empty("db", "init")

    assert (first.exit_code, first.stdout, again.exit_code, again.stdout) == (0, "", 0, "")
    assert first.stderr.startswith("initialised ")
    assert first.stderr.endswith(f": revision {migrations.head()}, environment label development\n")
    assert again.stderr == f"nothing to do: {first.stderr.removeprefix('initialised ')}"


def test_init_with_cron_prints_changes_only(run_empty: Run) -> None:
    first, again = run_empty("db", "init", "--cron"), run_empty("db", "init", "--cron")

    assert len(first.stderr.splitlines()) == 1
    assert again.stderr == ""


def test_init_keeps_an_environment_label_and_warns(production: Database, run: Run) -> None:
    result = run("db", "init", "--environment", "staging")

    assert result.exit_code == 0
    assert "the environment label stays production; to change it: bbprops db environment staging" in result.stderr


def test_init_without_a_url_creates_a_file_in_the_data_folder(run_here: Run, tmp_path: Path) -> None:
    before = run_here("db", "status")
    run_here("db", "init")

    assert before.exit_code == 7
    assert before.stderr.endswith("bbprops.db: no such database. Run: bbprops db init\n")
    assert (tmp_path / "share" / "bbprops" / "bbprops.db").exists()
    assert run_here("db", "status", "--check").exit_code == 0
