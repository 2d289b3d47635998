import json
import os
import subprocess
import sys
import time

import pytest

from tests.commands.users.conftest import ANA, shown
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_user


def test_create_stores_all_given_values(run: Run) -> None:
    told = ["--username", "ana", "--tier", "PRO", "--status", "trialing", "--expires", "2026-01-31", "--verified"]

    result = run(
        "users", "create", " Ana@Example.COM ", "--clerk-id", "c", *told, "--metadata", '{"a": [1]}', "-o", "json"
    )

    (made,) = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "created ana@example.com\n")
    assert (made["email"], made["subscription_tier"]) == ("ana@example.com", "pro")
    found = shown(run, made["id"])
    assert (found["username"], found["is_verified"], found["user_metadata"]) == ("ana", True, {"a": [1]})
    assert found["subscription_expires_at"] == "2026-01-31T00:00:00Z"


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["ana@example.com"], 2, "a user needs an id at Clerk or Supabase: pass --clerk-id or --supabase-id"),
        (["ana", "--clerk-id", "c"], 5, "'ana' is not a valid address: an email address must have an @-sign."),
        (["a na@example.com", "--clerk-id", "c"], 5, "is not a valid address"),
        (["ana@localhost", "--clerk-id", "c"], 5, "is not a valid address"),
        (["ana@example.com", "--supabase-id", "7"], 5, "supabase_user_id must be a valid UUID"),
        (["ana@example.com", "--clerk-id", "c", "--username", "x" * 101], 5, "username must have at most"),
        (["ana@example.com", "--clerk-id", "c", "--full-name", "a\0b"], 5, "the user holds a NUL character."),
        (["ana@example.com", "--clerk-id", "c", "--metadata", '{"a": "\\u0000"}'], 5, "holds a NUL character."),
        (["ana@example.com", "--clerk-id", "c", "--metadata", "[1]"], 5, "--metadata is not a JSON object."),
        (["ana@example.com", "--clerk-id", "c", "--metadata", '{"a": NaN}'], 5, "NaN is not a JSON number"),
        (["ana@example.com", "--clerk-id", "c", "--metadata", '{"a": 1e999}'], 5, "too large for a number"),
        (["ana@example.com", "--clerk-id", "c", "--tier", "gold"], 2, "'free', 'pro', 'enterprise'"),
        (["ana@example.com", "--clerk-id", "c", "--expires", "soon"], 2, "--expires: 'soon' is not a date or time."),
    ],
)
def test_create_names_the_value_that_is_not_valid(run: Run, args: list[str], code: int, message: str) -> None:
    result = run("users", "create", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert run("users", "list", "-o", "json").stdout == "[]\n"


def test_create_names_the_existing_user_of_a_known_id(run: Run) -> None:
    run(*ANA)

    result = run("users", "create", "bo@example.com", "--clerk-id", "clerk_ana")

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith("error: ana@example.com already exists, with the clerk_user_id clerk_ana. Pass ")


def test_if_exists_fails_skips_or_updates(run: Run) -> None:
    run(*ANA)
    other = ("users", "create", "ANA@example.com", "--clerk-id", "clerk_ana", "--tier", "pro")

    error, skip = run(*other), run(*other, "--if-exists", "skip", "-o", "name")
    assert (error.exit_code, error.stdout) == (5, "")
    assert error.stderr == "error: ana@example.com already exists. Pass --if-exists skip or update.\n"
    assert (skip.exit_code, skip.stderr) == (0, "nothing to do: ana@example.com already exists\n")
    assert (skip.stdout.strip(), shown(run)["subscription_tier"]) == (shown(run)["id"], "free")

    update, again = run(*other, "--if-exists", "update"), run(*other, "--if-exists", "update", "--cron")
    assert (update.exit_code, update.stderr) == (0, "updated ana@example.com: subscription_tier free → pro\n")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")
    assert shown(run)["subscription_tier"] == "pro"


def test_if_exists_update_changes_the_address_of_a_known_id(run: Run) -> None:
    run(*ANA, "--username", "ana")

    result = run("users", "create", "new@example.com", "--clerk-id", "clerk_ana", "--if-exists", "update")

    assert (result.exit_code, result.stderr) == (
        0,
        "updated new@example.com: email ana@example.com → new@example.com\n",
    )
    assert shown(run, "ana")["email"] == "new@example.com"


@pytest.mark.parametrize("if_exists", ["error", "skip", "update"])
def test_create_refuses_values_of_another_user(run: Run, database: Database, if_exists: str) -> None:
    with database.session() as work:
        new_user(work, "ana@example.com", clerk_user_id="clerk_ana", username="ana")
        new_user(work, "bo@example.com", clerk_user_id="clerk_bo")

    both = run("users", "create", "ana@example.com", "--clerk-id", "clerk_bo", "--if-exists", if_exists)
    name = run("users", "create", "cy@example.com", "--clerk-id", "c", "--username", "ana", "--if-exists", if_exists)

    assert (both.exit_code, both.stdout) == (name.exit_code, name.stdout) == (5, "")
    assert both.stderr == "error: clerk_user_id clerk_bo already belongs to bo@example.com. Choose another one.\n"
    assert name.stderr == "error: username ana already belongs to ana@example.com. Choose another one.\n"


def start(database: Database, *args: str) -> "subprocess.Popen[str]":
    env = {**os.environ, "DATABASE_URL": database.url}
    command = [sys.executable, "-m", "bbprops_cli", *args]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_three_concurrent_creates_make_one_user(database: Database) -> None:
    processes = [start(database, *ANA, "--full-name", str(number)) for number in range(3)]
    said = sorted(process.communicate(timeout=60)[1] for process in processes)

    assert sorted(process.returncode for process in processes) == [0, 5, 5]
    assert said == [
        "created ana@example.com\n",
        *["error: ana@example.com already exists. Pass --if-exists skip or update.\n"] * 2,
    ]
    assert database.rows("SELECT count(*) FROM users") == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("if_exists", "code", "said"),
    [
        ("error", 5, "error: ana@example.com already exists. Pass --if-exists skip or update.\n"),
        ("skip", 0, "nothing to do: ana@example.com already exists\n"),
        ("update", 0, "updated ana@example.com: clerk_user_id clerk_0 → clerk_ana\n"),
    ],
)
def test_create_waits_for_a_transaction_that_creates_the_same_user(
    database: Database, if_exists: str, code: int, said: str
) -> None:
    with database.session() as work:
        new_user(work, "ana@example.com", clerk_user_id="clerk_0")
        process = start(database, *ANA, "--if-exists", if_exists)
        while database.kind == "postgresql" and not database.rows("SELECT 1 FROM pg_locks WHERE NOT granted"):
            time.sleep(0.02)
        time.sleep(1)

    assert (process.communicate(timeout=60)[1], process.returncode) == (said, code)
