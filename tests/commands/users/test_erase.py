import json

from tests.conftest import Run
from tests.databases import Database

HELD = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM experiments), (SELECT count(*) FROM saved_slips)"


def test_an_erased_user_has_no_personal_data_and_keeps_slips(run: Run, database: Database, ana: str) -> None:
    assert run("users", "erase", "ana").exit_code == 8

    result = run("users", "erase", "ana", "--yes")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"erased {ana[-6:]} (1 experiment, 2 slips kept)\n"
    found = json.loads(run("users", "show", ana, "-o", "json").stdout)
    assert (found["email"], found["clerk_user_id"]) == (f"erased-{ana}@invalid", f"erased:{ana}")
    assert (found["user_metadata"], found["is_active"], found["subscription_tier"]) == ({}, False, "free")
    empty = ("supabase_user_id", "username", "full_name", "subscription_expires_at", "last_login_at")
    assert {found[name] for name in empty} == {None}
    assert (found["experiments"], found["slips"]) == (1, 2)
    assert run("users", "show", "ana@example.com").exit_code == 3


def test_an_erased_user_is_not_erased_again(run: Run, database: Database, ana: str) -> None:
    run("users", "erase", "ana", "--yes")

    again, rest = run("users", "erase", ana, "--cron"), run("users", "erase", ana, "--with-data", "--yes")

    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert rest.stderr == f"erased {ana[-6:]} (1 experiment, 2 slips deleted)\n"
    assert database.rows(HELD) == [(2, 0, 1)]
    assert run("users", "erase", ana, "--with-data").stderr == f"nothing to do: {ana[-6:]} is already erased\n"


def test_an_erased_user_can_still_be_changed(run: Run, ana: str) -> None:
    run("users", "erase", "ana", "--yes")

    result = run("users", "update", ana, "--tier", "pro")

    assert (result.exit_code, result.stderr) == (0, f"updated erased-{ana}@invalid: subscription_tier free → pro\n")
