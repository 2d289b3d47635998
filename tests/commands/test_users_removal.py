import json
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.queries import records
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_slip, new_snapshot, new_user

HELD = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM experiments), (SELECT count(*) FROM saved_slips)"


@pytest.fixture
def ana(run: Run, database: Database) -> str:
    """A user with an experiment and two slips, beside another one with a slip; her id."""
    run("db", "mark", "development")
    with database.session() as work:
        snapshot = new_snapshot(work, "five")
        who = new_user(work, "ana@example.com", username="ana", full_name="Ana", user_metadata={"phone": "555"})
        new_experiment(work, who, snapshot_id=snapshot.id)
        new_slip(work, who, snapshot_id=snapshot.id)
        new_slip(work, who, name="[/b] \x1b[31m\u202e")
        new_slip(work)
        return str(who.id)


def test_a_user_goes_with_what_is_theirs(run: Run, database: Database, ana: str) -> None:
    asked = run("users", "delete", "ana")
    result = run("users", "delete", "ana", "--yes")

    assert (asked.exit_code, asked.stdout) == (8, "")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "deleted ana@example.com, 1 experiment gone with it, 2 slips gone with it\n"
    assert database.rows(HELD) == [(1, 0, 1)]


def test_production_wants_the_name_typed(run: Run, database: Database, ana: str) -> None:
    run("db", "mark", "production", "--yes", "--confirm", Path(database.name).name)

    for command in ("delete", "erase", "deactivate"):
        result = run("users", command, "ana", "--yes")
        assert (result.exit_code, result.stdout) == (8, "")
        assert f"pass --confirm '{Path(database.name).name}'" in result.stderr
    assert run("users", "deactivate", "ana", "--confirm", Path(database.name).name).exit_code == 0


def test_a_snapshot_that_goes_leaves_a_user_their_data(run: Run, database: Database, ana: str) -> None:
    assert run("snapshots", "delete", "five", "--yes").exit_code == 0

    found = json.loads(run("users", "export", "ana").stdout)
    assert [each["snapshot_id"] for each in (*found["experiments"], *found["slips"])] == [None] * 3


def test_an_erased_user_has_no_name_and_keeps_their_data(run: Run, database: Database, ana: str) -> None:
    assert run("users", "erase", "ana").exit_code == 8

    result = run("users", "erase", "ana", "--yes")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"erased {ana[-6:]}, 1 experiment kept, 2 slips kept\n"
    found = json.loads(run("users", "show", ana, "-o", "json").stdout)
    assert (found["email"], found["clerk_user_id"]) == (f"erased-{ana}@invalid", f"erased:{ana}")
    assert (found["user_metadata"], found["is_active"], found["subscription_tier"]) == ({}, False, "free")
    empty = ("supabase_user_id", "username", "full_name", "subscription_expires_at", "last_login_at")
    assert {found[name] for name in empty} == {None}
    assert (found["experiments"], found["slips"]) == (1, 2)
    assert run("users", "show", "ana@example.com").exit_code == 3


def test_what_is_erased_is_erased(run: Run, database: Database, ana: str) -> None:
    run("users", "erase", "ana", "--yes")

    again, rest = run("users", "erase", ana, "--cron"), run("users", "erase", ana, "--with-data", "--yes")

    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert rest.stderr == f"erased {ana[-6:]}, 1 experiment gone, 2 slips gone\n"
    assert database.rows(HELD) == [(2, 0, 1)]
    assert run("users", "erase", ana, "--with-data").stderr == f"nothing to do: {ana[-6:]} is erased already\n"


def test_an_erased_user_can_still_be_changed(run: Run, ana: str) -> None:
    run("users", "erase", "ana", "--yes")

    result = run("users", "update", ana, "--tier", "pro")

    assert (result.exit_code, result.stderr) == (0, f"updated erased-{ana}@invalid: subscription_tier\n")


@pytest.mark.parametrize("command", [("delete",), ("erase", "--with-data")])
def test_a_dry_run_removes_nothing(run: Run, database: Database, ana: str, command: tuple[str, ...]) -> None:
    before = run("users", "export", "ana").stdout

    result = run("users", *command, "ana", "--dry-run")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"would have {command[0]}")
    assert run("users", "export", "ana").stdout == before


@pytest.mark.parametrize("command", [("delete",), ("erase", "--with-data"), ("erase",)])
def test_what_comes_in_after_the_question_stops_it(
    run: Run, database: Database, ana: str, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    take = records.take

    def slower(connection: Any, kind: str, expected: records.Held) -> None:
        take(connection, kind, expected._replace(going={**expected.going, "slips": 1}))

    monkeypatch.setattr(records, "take", slower)

    result = run("users", *command, "ana", "--yes")

    assert (result.exit_code, result.stdout) == (5, "")
    assert "What hangs on ana@example.com changed meanwhile; nothing was done." in result.stderr
    assert run("users", "show", "ana").exit_code == 0


def test_all_that_is_held_on_a_person_is_one_document(run: Run, ana: str) -> None:
    result = run("users", "export", "ana")

    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (list(found), found["user"]["id"]) == (["user", "experiments", "slips"], ana)
    assert (found["user"]["user_metadata"], found["experiments"][0]["metrics"]) == ({"phone": "555"}, {"roi": 0.1})
    assert {each["user_id"] for each in (*found["experiments"], *found["slips"])} == {ana}
    assert len(found["slips"]) == 2
    assert not {"\x1b", "\u202e"} & {*result.stdout}


def test_the_document_goes_into_a_file(run: Run, database: Database, ana: str) -> None:
    with database.session() as work:
        new_user(work, "bo@example.com")

    result = run("users", "export", "bo@example.com", "bo.json")

    found = json.loads(Path("bo.json").read_text())
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("wrote bo.json, ")
    assert (found["experiments"], found["slips"]) == ([], [])
    assert run("users", "export", "nobody", "nobody.json").exit_code == 3
    assert not Path("nobody.json").exists()
