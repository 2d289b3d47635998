import json
from uuid import UUID

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_slip, new_user


@pytest.mark.parametrize("who", ["ana@example.com", "ANA@example.com", "ana", "id", "suffix"])
def test_show_counts_experiments_and_slips(run: Run, database: Database, who: str) -> None:
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


def test_an_unknown_user_suggests_a_similar_one(crowd: Run) -> None:
    result = crowd("users", "show", "anna@example.com")

    assert (result.exit_code, result.stdout) == (3, "")
    assert "user 'anna@example.com' does not exist. Did you mean ana@example.com" in result.stderr


def test_an_ambiguous_reference_names_the_candidates(run: Run, database: Database) -> None:
    with database.session() as work:
        for number in (1, 2):
            new_user(work, f"u{number}@example.com", id=UUID(int=number << 24 | 0xABCDEF))

    result = run("users", "show", "abcdef")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "u1@example.com" in result.stderr
    assert "u2@example.com" in result.stderr
