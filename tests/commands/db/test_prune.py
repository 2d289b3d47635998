"""`db prune`: deletes props that are old, inactive, and in no snapshot and no slip; nothing else."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pexpect
import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_leg, new_prop, new_slip

NOW = datetime.now(UTC)
OLD, RECENT = NOW - timedelta(days=100), NOW - timedelta(days=80)
GONE = ["Long Ago", "No Game", "Other League"]


@pytest.fixture
def board(database: Database, run: Run) -> Database:
    """Three props to delete, and one for each reason to stay."""
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', 'development')")
    snapshots.make(database, "kept", props=0)
    with database.session() as work:
        old: dict[str, Any] = {"created_at": OLD, "updated_at": OLD}
        new_prop(work, "Long Ago", is_active=False, game_date=OLD, created_at=OLD, updated_at=RECENT)
        new_prop(work, "No Game", is_active=False, **old)
        new_prop(work, "Other League", is_active=False, league="NBA", platform="underdog", game_date=OLD, **old)
        new_prop(work, "Active", game_date=OLD, **old)
        new_prop(work, "Recent Game", is_active=False, game_date=RECENT, **old)
        new_prop(work, "No Game But Recent", is_active=False, created_at=OLD, updated_at=RECENT)
        snapshot = UUID(str(database.rows("SELECT id FROM snapshots")[0][0]))
        new_prop(work, "In Snapshot", is_active=False, snapshot_id=snapshot, game_date=OLD, **old)
        named = [new_prop(work, f"In Slip {number}", is_active=False, game_date=OLD, **old) for number in range(2)]
        legs = [new_leg(prop_id=str(named[0].id)), new_leg(prop_id=str(named[1].id).upper()), new_leg(prop_id=None)]
        new_slip(work, legs=legs)
        new_slip(work, name="strange")
    database.rows("""UPDATE saved_slips SET legs = '["text", 1, null, {"prop_id": null}]' WHERE name = 'strange'""")
    snapshots.lock(database, "kept")
    return database


def names(database: Database) -> set[str]:
    return {name for (name,) in database.rows("SELECT player_name FROM prop_markets")}


def test_prune_deletes_old_inactive_props_only(board: Database, run: Run) -> None:
    before = names(board)

    result = run("db", "prune", "--older-than", "90d", "--yes")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "deleted 3 inactive props\n")
    assert before - names(board) == set(GONE)
    assert run("snapshots", "verify", "--all").exit_code == 0


@pytest.mark.parametrize(
    "when", ["-90d", f"{NOW - timedelta(days=90):%Y-%m-%d}", f"{NOW - timedelta(days=90):%Y-%m-%dT%H:%MZ}"]
)
def test_prune_takes_a_typed_time(board: Database, run: Run, when: str) -> None:
    assert run("db", "prune", "--older-than", when, "--yes").stderr == "deleted 3 inactive props\n"


def test_prune_deletes_props_whose_slip_no_longer_exists(board: Database, run: Run) -> None:
    board.rows("DELETE FROM saved_slips")

    assert run("db", "prune", "--older-than", "90d", "--yes").stderr == "deleted 5 inactive props\n"


@pytest.mark.slow
def test_prune_on_a_terminal_lists_boards_and_asks(board: Database, run: Run) -> None:
    command = ["-m", "bbprops_cli", "db", "prune", "--older-than", "90d"]
    child = pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=30)

    child.expect(r"\(development\)")
    child.expect("prop_markets: 3 rows")
    child.expect("prizepicks NFL: 2")
    child.expect("underdog NBA: 1")
    child.expect(r"Delete these props\? \[y/N\] ")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 8
    assert names(board) >= set(GONE)


def test_prune_requires_confirmation(board: Database, run: Run) -> None:
    result = run("db", "prune", "--older-than", "90d")

    assert (result.exit_code, result.stderr) == (
        8,
        "error: Delete these props? Confirmation required, but stdin is not a terminal; pass --yes.\n",
    )
    assert names(board) >= set(GONE)


def test_prune_dry_run_counts_and_keeps(board: Database, run: Run) -> None:
    result = run("db", "prune", "--older-than", "90d", "--dry-run")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        *("prop_markets: 3 rows", "  prizepicks NFL: 2", "  underdog NBA: 1"),
        "would delete 3 inactive props",
    ]
    assert names(board) >= set(GONE)


def test_prune_with_cron_prints_changes_only(board: Database, run: Run) -> None:
    nightly = ("db", "prune", "--older-than", "90d", "--cron", "--yes")

    first, again = run(*nightly), run(*nightly)

    assert (first.exit_code, first.stderr) == (0, "deleted 3 inactive props\n")
    assert (again.exit_code, again.stderr) == (0, "")
    assert run(*nightly[:-2]).stderr == "nothing to do: no inactive prop is that old\n"


def test_prune_in_production_requires_flag_and_name(board: Database, run: Run) -> None:
    board.rows("UPDATE bbprops_meta SET value = 'production'")
    pruning = ("db", "prune", "--older-than", "90d", "--yes")

    assert run(*pruning).exit_code == 8
    assert run(*pruning, "--allow-production").exit_code == 8
    assert names(board) >= set(GONE)
    assert run(*pruning, "--allow-production", "--confirm", board.production_name).exit_code == 0


@pytest.mark.parametrize("when", ["tomorrow", "+7d", "someday", ""])
def test_prune_refuses_a_time_in_the_future(board: Database, run: Run, when: str) -> None:
    assert run("db", "prune", "--older-than", when, "--yes").exit_code == 2
    assert names(board) >= set(GONE)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_prune_reads_slips_once_and_not_for_each_prop(board: Database) -> None:
    from bbprops_cli.queries.db.prune import OLD, UNREFERENCED

    board.rows(
        "INSERT INTO saved_slips (id, user_id, legs, ev) SELECT gen_random_uuid(), user_id, legs, 1"
        " FROM saved_slips, generate_series(1, 2000); ANALYZE saved_slips"
    )
    plan = board.rows(f"EXPLAIN DELETE FROM prop_markets WHERE {OLD}{UNREFERENCED['postgresql']}", NOW)

    assert any("Anti Join" in line for (line,) in plan), plan
