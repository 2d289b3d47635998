import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.users.conftest import shown
from tests.conftest import Run
from tests.databases import Database

PEOPLE = """Email,clerk_id,username,Tier,expires,verified,metadata,first_name
Ana@Example.com,clerk_ana,ana,PRO,2026-01-31,yes,"{""a"": 1}",Ana
bo@example.com,clerk_bo,,,,,,Bo
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def emails(run: Run) -> list[str]:
    return run("users", "list", "--sort", "email", "-o", "name").stdout.split()


def test_import_creates_the_users_of_a_file(run: Run, people: Path) -> None:
    result = run("users", "import", str(people))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "ignored columns: first_name\nread 2: 2 created\n"
    ana = shown(run, "ana")
    assert (ana["email"], ana["clerk_user_id"], ana["is_verified"]) == ("ana@example.com", "clerk_ana", True)
    assert (ana["subscription_tier"], ana["user_metadata"]) == ("pro", {"a": 1})
    assert ana["subscription_expires_at"] == "2026-01-31T00:00:00Z"


def test_importing_users_again_changes_nothing(run: Run, people: Path) -> None:
    run("users", "import", str(people))

    again = run("users", "import", str(people), "--cron")

    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_listed_users_can_be_imported_unchanged(run: Run, people: Path) -> None:
    run("users", "import", str(people))

    for fmt in ("csv", "jsonl", "json"):
        listed = run("users", "list", "-o", fmt).stdout
        result = run("users", "import", "-", stdin=listed)
        assert (
            result.stderr
            == "ignored columns: created_at, id, last_login_at, updated_at\nread 2: 0 created, 2 unchanged\n"
        )


@pytest.mark.parametrize(
    ("if_exists", "code", "said", "tier"),
    [
        ("update", 0, "read 1: 0 created, 1 updated\n", "enterprise"),
        ("skip", 0, "read 1: 0 created, 1 skipped\n", "pro"),
        ("error", 5, "warning: stdin:2: row ana@example.com already exists.\nerror: all rows were rejected", "pro"),
    ],
)
def test_if_exists_decides_about_imported_users_who_exist(
    run: Run, people: Path, if_exists: str, code: int, said: str, tier: str
) -> None:
    run("users", "import", str(people))

    result = run("users", "import", "-", "--if-exists", if_exists, stdin="email;tier\nANA@example.com;enterprise\n")

    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(said)
    ana = shown(run, "ana")
    assert (ana["subscription_tier"], ana["is_verified"]) == (tier, True)


BAD = [
    ({"email": "ana@example.com"}, "row a clerk_user_id or a supabase_user_id is required."),
    ({"clerk_id": "c"}, "email is missing."),
    ({"email": "ana", "clerk_id": "c"}, "email 'ana' is not a valid address: "),
    ({"email": 7, "clerk_id": "c"}, "email is not text"),
    ({"email": "ana@example.com", "clerk_id": "c", "tier": "gold"}, "subscription_tier must be 'free',"),
    ({"email": "ana@example.com", "clerk_id": "c", "expires": "soon"}, "subscription_expires_at 'soon' is not a date"),
    ({"email": "ana@example.com", "clerk_id": "c", "verified": "maybe"}, "is_verified 'maybe' is neither true nor"),
    ({"email": "ana@example.com", "clerk_id": "c", "metadata": [1]}, "user_metadata is not text"),
    ({"email": "ana@example.com", "clerk_id": "c", "username": "a\0b"}, "row the user holds a NUL character."),
    (
        {"email": "ana@example.com", "clerk_id": "c", "username": "\ud800"},
        "row the user holds half of a surrogate pair.",
    ),
    (
        {"email": "ana@example.com", "clerk_id": "c", "username": "bo"},
        "username bo already belongs to bo@example.com.",
    ),
    ([1], "row is not a JSON object"),
]


@pytest.mark.parametrize(("row", "why"), BAD)
def test_a_bad_row_does_not_stop_good_ones(run: Run, row: Any, why: str, tmp_path: Path) -> None:
    good = {"email": "bo@example.com", "clerk_id": "clerk_bo", "username": "bo"}
    file = f"{json.dumps(good)}\n{json.dumps(row)}\n"

    result = run("users", "import", "-", "--rejects", "rejects.jsonl", stdin=file)
    told = run("users", "import", "-", stdin=file)

    (reject,) = map(json.loads, (tmp_path / "rejects.jsonl").read_text().splitlines())
    assert (result.exit_code, result.stdout) == (9, "")
    assert result.stderr == "read 2: 1 created, 1 rejected\nerror: 1 row rejected; the others were imported.\n"
    assert (reject["file"], reject["line"], reject["row"]) == ("stdin", 2, row)
    assert f"{reject['field']} {reject['reason']}".startswith(why)
    assert f"warning: stdin:2: {why}" in told.stderr
    assert emails(run) == ["bo@example.com"]


@pytest.mark.parametrize("name", [".", "x" * 300, "no/such/folder.jsonl"])
def test_rejects_need_a_file_that_can_be_written(run: Run, name: str) -> None:
    result = run("users", "import", "-", "--rejects", name, stdin=PEOPLE)

    assert (result.exit_code, emails(run)) == (5, [])
    assert "cannot be written" in result.stderr


def test_import_warns_about_five_rejects(run: Run) -> None:
    file = "email,clerk_id\nbo@example.com,clerk_bo\n" + "nobody,c\n" * 7

    result = run("users", "import", "-", stdin=file)

    assert result.exit_code == 9
    assert result.stderr.count("is not a valid address") == 5
    assert "2 more; write all of them to a file with --rejects FILE" in result.stderr


@pytest.mark.parametrize(
    ("file", "args", "code", "said"),
    [
        ("email,clerk_id\nana,c\n", [], 5, "all rows were rejected; nothing was imported"),
        (
            PEOPLE + "cy,c\ndi,d\n",
            ["--max-errors", "1"],
            5,
            "more than 1 row rejected (--max-errors); nothing was imported",
        ),
        (PEOPLE, ["--map", "mail=Email"], 2, "--map: column 'mail' does not exist."),
        (PEOPLE, ["--map", "email=Mail"], 5, "stdin has no column for --map email."),
        ("", [], 5, "stdin is empty"),
        ('[{"email": ]', [], 5, "stdin is not JSON"),
    ],
)
def test_an_import_of_nothing_says_why(run: Run, file: str, args: list[str], code: int, said: str) -> None:
    result = run("users", "import", "-", *args, stdin=file)

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert emails(run) == []


def test_map_reads_a_column_from_another_header(run: Run) -> None:
    file = "id,contact,email\nuser_1,ana@example.com,old@example.com\n"

    result = run("users", "import", "-", "--map", "clerk_user_id=id", "--map", "email=Contact", stdin=file)

    assert (result.exit_code, result.stderr) == (0, "ignored columns: email\nread 1: 1 created\n")
    assert shown(run, "ana@example.com")["clerk_user_id"] == "user_1"


def test_the_last_of_two_rows_for_a_user_counts(run: Run, people: Path) -> None:
    people.write_text(PEOPLE + "ana@example.com,,,free,,,,\n")

    result = run("users", "import", str(people), "-o", "json")

    counts = {"read": 3, "created": 2, "updated": 1, "unchanged": 0, "skipped": 0, "rejected": 0}
    assert (result.exit_code, json.loads(result.stdout)) == (0, counts)
    assert shown(run, "ana")["subscription_tier"] == "free"


def test_a_dry_run_of_an_import_creates_no_user(run: Run, people: Path) -> None:
    result = run("users", "import", str(people), "--dry-run")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "ignored columns: first_name\nwould import 2: 2 created\n"
    assert emails(run) == []


@pytest.mark.slow
def test_two_imports_in_opposite_order_do_not_deadlock(database: Database, tmp_path: Path) -> None:
    rows = [f"u{number}@example.com,clerk_{number},{{}}" for number in range(300)]
    for place, lines in enumerate((rows, rows[::-1])):
        (tmp_path / f"{place}.csv").write_text(
            "\n".join(["email,clerk_id,full_name", *(each.format(place) for each in lines)])
        )
    env = {**os.environ, "DATABASE_URL": database.url}

    command = [sys.executable, "-m", "bbprops_cli", "users", "import"]
    processes = [subprocess.Popen([*command, f"{place}.csv"], env=env, stderr=subprocess.PIPE) for place in (0, 1)]
    said = sorted(process.communicate(timeout=60)[1] for process in processes)

    assert said == [b"read 300: 0 created, 300 updated\n", b"read 300: 300 created\n"]
    assert database.rows("SELECT count(*), count(DISTINCT full_name) FROM users") == [(300, 1)]
