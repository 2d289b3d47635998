from tests.commands.users.conftest import ANA, shown
from tests.conftest import Run
from tests.databases import Database


def test_deactivated_users_can_be_activated_again(run: Run, database: Database) -> None:
    database.label("development")
    run(*ANA, "--username", "ana")
    run("users", "create", "bo@example.com", "--clerk-id", "clerk_bo")

    asked = run("users", "deactivate", "ana", "bo@example.com")
    barred = run("users", "deactivate", "ana", "ana@example.com", "bo@example.com", "--yes")
    again = run("users", "deactivate", "ana", "--yes", "--cron")

    assert (asked.exit_code, asked.stdout) == (8, "")
    assert (barred.exit_code, barred.stdout) == (0, "")
    assert barred.stderr == "deactivated ana@example.com, bo@example.com\n"
    assert (again.exit_code, again.stderr, shown(run)["is_active"]) == (0, "", False)
    assert run("users", "activate", "ana").stderr == "activated ana@example.com\n"
    assert run("users", "activate", "ana").stderr == "nothing to do: already activated\n"
