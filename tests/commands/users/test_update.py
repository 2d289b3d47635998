import pytest

from tests.commands.users.conftest import ANA, shown
from tests.conftest import Run
from tests.databases import Database


def test_update_changes_and_clears_columns(run: Run) -> None:
    run(*ANA, "--username", "ana")
    before = shown(run)

    result = run(
        "users", "update", "ana", "--email", "Ana.B@example.com", "--tier", "enterprise", "--clear", "username"
    )

    after = shown(run, "ana.b@example.com")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "updated ana.b@example.com: email ana@example.com → ana.b@example.com, username ana → nothing,"
        " subscription_tier free → enterprise\n"
    )
    assert (after["username"], after["subscription_tier"], after["id"]) == (None, "enterprise", before["id"])
    assert after["updated_at"] > before["updated_at"]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ([], 2, "nothing to update: pass at least one of --tier"),
        (["--clear", "clerk_user_id"], 5, "error: a clerk_user_id or a supabase_user_id is required"),
        (["--clear", "email"], 2, "--clear: 'email' cannot be emptied."),
        (["--email", "bo@example.com"], 5, "email bo@example.com already belongs to bo@example.com."),
        (["--email", "bo"], 5, "'bo' is not a valid address"),
        (["--username", ""], 5, "username must have at least 1 character"),
        (["--supabase-id", "018f3c1a-7d2e-7b6a-9c55-5d3e0a4b7c21"], 5, "belongs to bo@example.com"),
    ],
)
def test_update_names_the_value_that_is_not_valid(
    run: Run, database: Database, args: list[str], code: int, message: str
) -> None:
    run(*ANA)
    run("users", "create", "bo@example.com", "--supabase-id", "018f3c1a-7d2e-7b6a-9c55-5d3e0a4b7c21")
    before = shown(run)

    result = run("users", "update", "ana@example.com", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert shown(run) == before


def test_an_update_without_a_change_is_nothing_to_do(run: Run) -> None:
    run(*ANA)
    before = shown(run)

    result = run("users", "update", "ana@example.com", "--tier", "free")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: ana@example.com already has these values\n")
    assert run("users", "update", "ana@example.com", "--tier", "free", "--cron").stderr == ""
    assert shown(run) == before


def test_a_dry_run_of_users_changes_nothing(run: Run) -> None:
    created = run(*ANA, "--dry-run")
    assert (created.exit_code, created.stderr) == (0, "would create ana@example.com\n")
    assert run("users", "list", "-o", "name").stdout == ""
    run(*ANA)
    before = shown(run)

    changed = run("users", "update", "ana@example.com", "--tier", "pro", "--dry-run")
    barred = run("users", "deactivate", "ana@example.com", "--dry-run")

    assert changed.stderr == "would update ana@example.com: subscription_tier free → pro\n"
    assert barred.stderr == "would deactivate ana@example.com\n"
    assert shown(run) == before
