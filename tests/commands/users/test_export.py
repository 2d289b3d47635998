import json
from pathlib import Path

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_user


def test_export_is_one_document_with_all_data_of_a_user(run: Run, ana: str) -> None:
    result = run("users", "export", "ana")

    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (list(found), found["user"]["id"]) == (["user", "experiments", "slips"], ana)
    assert (found["user"]["user_metadata"], found["experiments"][0]["metrics"]) == ({"phone": "555"}, {"roi": 0.1})
    assert {each["user_id"] for each in (*found["experiments"], *found["slips"])} == {ana}
    assert len(found["slips"]) == 2
    assert not {"\x1b", "\u202e"} & {*result.stdout}


def test_export_of_a_user_writes_a_file(run: Run, database: Database, ana: str) -> None:
    with database.session() as work:
        new_user(work, "bo@example.com")

    result = run("users", "export", "bo@example.com", "bo.json")

    found = json.loads(Path("bo.json").read_text())
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("wrote bo.json, ")
    assert (found["experiments"], found["slips"]) == ([], [])
    assert run("users", "export", "nobody", "nobody.json").exit_code == 3
    assert not Path("nobody.json").exists()
