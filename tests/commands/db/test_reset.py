"""`db reset`."""

import json
import sys

import pexpect
import pytest

from bbprops_cli.db.schema import migrations
from tests.commands.db.state import name_of, users
from tests.conftest import Run
from tests.databases import Database


def test_reset_requires_confirmation(development: Database, run: Run) -> None:
    run("db", "seed")

    result = run("db", "reset")

    assert (result.exit_code, result.stderr) == (
        8,
        "error: Move all tables to the trash? Confirmation required, but stdin is not a terminal; pass --yes.\n",
    )
    assert users(development) == 2


def test_reset_undo_restores_the_newest_piece_of_trash(development: Database, run: Run) -> None:
    run("db", "seed")

    gone = run("db", "reset", "--yes")
    assert (gone.exit_code, gone.stdout, users(development)) == (0, "", 0)
    (piece,) = json.loads(run("db", "trash", "list", "-o", "json").stdout)
    assert piece["name"] in gone.stderr

    back = run("db", "reset", "--undo", "--yes")
    assert (back.exit_code, users(development)) == (0, 2)
    assert back.stderr.startswith(f"restored the tables from {piece['name']} at revision ")


def test_reset_undo_names_what_it_would_restore_after_two_resets(development: Database, run: Run) -> None:
    run("db", "seed")
    run("db", "reset", "--yes")
    (piece,) = json.loads(run("db", "trash", "list", "-o", "json").stdout)
    run("db", "reset", "--yes")

    asked, dry = run("db", "reset", "--undo"), run("db", "reset", "--undo", "--dry-run")

    assert asked.stderr.startswith(f"error: Move all tables to the trash and restore {piece['name']}?")
    assert dry.stderr.startswith(f"would restore the tables from {piece['name']} at revision ")


def test_reset_dry_run_keeps_the_tables(production: Database, run: Run) -> None:
    result = run("db", "reset", "--dry-run")

    assert result.exit_code == 0
    assert result.stderr.startswith(f"would reset all tables at revision {migrations.head()}, moving the former tables")
    assert run("db", "trash", "list", "-o", "json").stdout == "[]\n"


@pytest.mark.slow
def test_reset_of_many_rows_requires_the_typed_name(
    development: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bbprops_cli.commands.shared.confirmation.LARGE_ROWS", 200)
    run("db", "seed")

    assert run("db", "reset", "--yes").exit_code == 8
    assert run("db", "reset", "--confirm", "other").exit_code == 8
    assert run("db", "reset", "--confirm", name_of(development)).exit_code == 0


def test_reset_takes_a_database_without_a_label_for_production(database: Database, run: Run) -> None:
    result = run("db", "reset", "--yes")

    assert result.exit_code == 8
    assert "has no environment label and counts as production. Pass --allow-production" in result.stderr


def test_reset_refuses_a_piece_of_trash_without_undo(run: Run) -> None:
    assert run("db", "reset", "something", "--yes").exit_code == 2


@pytest.mark.slow
def test_reset_on_a_terminal_lists_the_rows_and_asks(
    development: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("db", "seed")
    child = pexpect.spawn(sys.executable, ["-m", "bbprops_cli", "db", "reset"], encoding="utf-8", timeout=30)

    child.expect(r"\(development\)")
    child.expect("prop_markets: 249 rows")
    child.expect(r"Move all tables to the trash\? \[y/N\] ")
    child.sendline("n")
    child.expect("Nothing was done")
    child.expect(pexpect.EOF)
    child.close()

    assert (child.exitstatus, users(development)) == (8, 2)


@pytest.mark.parametrize("command", [("reset",), ("downgrade", "0001"), ("stamp", "0001"), ("environment", "staging")])
def test_name_of_another_database_is_refused_in_a_dry_run(
    development: Database, run: Run, command: tuple[str, ...]
) -> None:
    wrong = run("db", *command, "--dry-run", "--confirm", "other")
    right = run("db", *command, "--dry-run", "--confirm", name_of(development))

    assert (wrong.exit_code, right.exit_code) == (8, 0)
    assert "--confirm 'other' does not name this database" in wrong.stderr
