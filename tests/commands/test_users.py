import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_slip, new_user

HOSTILE = "[/b] \x1b[31m\u202e'; DROP TABLE users; -- é😀"


def rows(run: Run, *args: str) -> list[dict[str, Any]]:
    result = run("users", *args, "-o", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.fixture
def crowd(run: Run, database: Database) -> Run:
    now, pro = datetime.now(UTC), {"subscription_tier": "pro"}
    with database.session() as work:
        new_user(work, "ana@example.com", username="100%ana", created_at=datetime(2025, 9, 30, 23, 59, tzinfo=UTC))
        new_user(work, "bo@example.com", **pro, full_name="Bo Sample", subscription_expires_at=now + timedelta(days=3))
        new_user(work, "cy@example.com", **pro, subscription_status="past_due", subscription_expires_at=now)
        new_user(work, "di@example.com", is_active=False, subscription_expires_at=now - timedelta(days=1))
    return run


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
def test_users_are_chosen(crowd: Run, args: list[str], names: str) -> None:
    found = rows(crowd, "list", *args, "--sort", "email")

    assert " ".join(user["email"].partition("@")[0] for user in found) == names


def test_a_tier_that_there_is_none_of_names_those_there_are(crowd: Run) -> None:
    result = crowd("users", "list", "--tier", "gold")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "'free', 'pro', 'enterprise'" in result.stderr


def test_pages_of_those_that_expire_go_on_where_they_stopped(crowd: Run) -> None:
    expiring = ["list", "--expiring-within", "3", "--sort", "email", "-o", "name", "--limit", "1"]

    first = crowd("users", *expiring)
    second = crowd("users", *expiring, "--after", first.stderr.split()[-1])

    assert (first.stdout, second.stdout) == ("bo@example.com\n", "cy@example.com\n")


@pytest.mark.parametrize("who", ["ana@example.com", "ANA@example.com", "ana", "id", "suffix"])
def test_a_user_is_shown_with_what_is_theirs(run: Run, database: Database, who: str) -> None:
    with database.session() as work:
        user = new_user(work, "ana@example.com", username="ana")
        new_experiment(work, user)
        new_slip(work, user)
        new_slip(work, user)
        new_slip(work)

    result = run("users", "show", {"id": str(user.id), "suffix": user.id.hex[-6:]}.get(who, who), "-o", "json")

    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (found["id"], found["experiments"], found["slips"]) == (str(user.id), 1, 2)


def test_an_unknown_user_is_said_to_be_none(crowd: Run) -> None:
    result = crowd("users", "show", "anna@example.com")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "There is no user 'anna@example.com'. Did you mean ana@example.com" in result.stderr


def test_a_reference_that_fits_two_users_names_both(run: Run, database: Database) -> None:
    with database.session() as work:
        for number in (1, 2):
            new_user(work, f"u{number}@example.com", id=UUID(int=number << 24 | 0xABCDEF))

    result = run("users", "show", "abcdef")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "u1@example.com" in result.stderr
    assert "u2@example.com" in result.stderr


def test_users_are_counted_by_tier_and_status(crowd: Run) -> None:
    found = rows(crowd, "stats")

    assert [tuple(row.values()) for row in found] == [
        ("free", "active", 2, 1, 0),
        ("pro", "active", 1, 1, 0),
        ("pro", "past_due", 1, 1, 0),
    ]
    assert list(found[0]) == ["subscription_tier", "subscription_status", "users", "active", "verified"]


def test_new_users_are_counted_by_month(crowd: Run) -> None:
    found = rows(crowd, "stats", "--by", "month", "--search", "ana")

    assert found == [{"month": "2025-09", "users": 1, "active": 1, "verified": 0}]
    assert crowd("users", "stats", "--by", "tear").exit_code == 2


@pytest.mark.parametrize("fmt", ["table", "wide", "json", "jsonl", "csv", "tsv", "md", "name"])
def test_hostile_text_reaches_no_terminal(run: Run, database: Database, fmt: str) -> None:
    texts = ("clerk_user_id", "username", "full_name")
    with database.session() as work:
        new_user(work, "é'\x1b\u202e@example.com", **dict.fromkeys(texts, HOSTILE), user_metadata={HOSTILE: HOSTILE})

    shown = [run("users", "list", "-o", fmt), run("users", "show", HOSTILE, "-o", fmt)]

    for result in shown:
        assert result.exit_code == 0
        assert fmt == "csv" or not set("\x1b\u202e") & set(result.stdout + result.stderr)
        assert "@example.com" in result.stdout
