import pytest

from tests.commands.users.conftest import rows
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_user


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ([], "ana bo cy di"),
        (["--tier", "PRO"], "bo cy"),
        (["--tier", "pro", "--tier", "free", "--status", "active"], "ana bo di"),
        (["--active"], "ana bo cy"),
        (["--inactive"], "di"),
        (["--expiring-within", "0"], "cy"),
        (["--expiring-within", "3"], "bo cy"),
        (["--search", "SAMPLE"], "bo"),
        (["--search", "%"], "ana"),
        (["--search", "example.com", "--where", "username is null"], "bo cy di"),
        (["--search", "nobody"], ""),
    ],
)
def test_list_filters_users(crowd: Run, args: list[str], names: str) -> None:
    found = rows(crowd, "list", *args, "--sort", "email")

    assert " ".join(user["email"].partition("@")[0] for user in found) == names


def test_an_unknown_tier_names_the_known_ones(crowd: Run) -> None:
    result = crowd("users", "list", "--tier", "gold")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "'free', 'pro', 'enterprise'" in result.stderr


def test_pages_of_expiring_users_continue(crowd: Run) -> None:
    expiring = ["list", "--expiring-within", "3", "--sort", "email", "-o", "name", "--limit", "1"]

    first = crowd("users", *expiring)
    second = crowd("users", *expiring, "--after", first.stderr.split()[-1])

    assert (first.stdout, second.stdout) == ("bo@example.com\n", "cy@example.com\n")


HOSTILE = "[/b] \x1b[31m\u202e'; DROP TABLE users; -- é😀"


@pytest.mark.parametrize("fmt", ["table", "wide", "json", "jsonl", "csv", "tsv", "md", "name"])
def test_hostile_text_of_users_reaches_no_terminal(run: Run, database: Database, fmt: str) -> None:
    texts = ("clerk_user_id", "username", "full_name")
    with database.session() as work:
        new_user(work, "é'\x1b\u202e@example.com", **dict.fromkeys(texts, HOSTILE), user_metadata={HOSTILE: HOSTILE})

    shown = [run("users", "list", "-o", fmt), run("users", "show", HOSTILE, "-o", fmt)]

    for result in shown:
        assert result.exit_code == 0
        assert fmt == "csv" or not set("\x1b\u202e") & set(result.stdout + result.stderr)
        assert "@example.com" in result.stdout
