"""`bbprops snapshots verify`."""

import json
from pathlib import Path

import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.snapshots import Edit


def test_verify_finds_no_difference_in_a_locked_snapshot(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")

    for args in (["week-5"], ["--all"], ["--since", "-1d"]):
        result = run("snapshots", "verify", *args, "-o", "json")

        (row,) = json.loads(result.stdout)
        assert (result.exit_code, row["name"], row["result"], row["problems"]) == (0, "week-5", "ok", "")
        assert result.stderr == "verified 1 locked snapshot and the guards: no differences\n"
    assert run("snapshots", "verify", "--since", "today+1d", "-o", "json").stdout == "[]\n"


def test_verify_names_every_difference(run: Run, database: Database) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")
    on = " ON prop_markets" * (database.kind == "postgresql")
    database.rows(f"DROP TRIGGER trg_prop_markets_guard_del{on}")
    database.rows("DELETE FROM prop_markets WHERE external_id = 'week-5-0'")

    result = run("snapshots", "verify", "--all", "-o", "json")

    assert result.exit_code == 6
    guard, snapshot = json.loads(result.stdout)
    assert (guard["name"], guard["problems"]) == (
        "trigger prop_markets.trg_prop_markets_guard_del",
        "the guard is missing",
    )
    assert (snapshot["name"], snapshot["result"]) == ("week-5", "differs")
    assert "week-5: the snapshot has 2 props, but 3 were locked" in result.stderr


def test_verify_requires_names_or_all_of_locked_snapshots(run: Run, database: Database) -> None:
    snapshots.make(database)

    assert run("snapshots", "verify").exit_code == 2
    assert run("snapshots", "verify", "week-5", "--all").exit_code == 2
    assert run("snapshots", "verify", "week-5").exit_code == 5


def test_verify_writes_nothing(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.make(database)
    run("snapshots", "lock", "week-5")
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")

    assert run("snapshots", "verify", "--all").exit_code == 0


def test_verify_against_its_export_finds_no_difference(run: Run, file: Path) -> None:
    assert run("snapshots", "verify", "week-5", "--against", str(file)).exit_code == 0


AGAINST: dict[str, tuple[Edit, str]] = {
    "a value": (lambda lines: [line.replace(b'"line":1.1', b'"line":2.5') for line in lines], "line of prop"),
    "the header": (
        lambda lines: [line.replace(b'"week":5', b'"week":6') for line in lines],
        "week of the snapshot is 5",
    ),
    "a prop less": (lambda lines: [*lines[:2], *lines[3:]], "is only in the snapshot"),
    "the last prop": (lambda lines: lines[:-1], "is only in the snapshot"),
    "a prop more": (lambda lines: [*lines, lines[-1].replace(b'"id":"0', b'"id":"f')], "is only in the file"),
    "a broken line": (lambda lines: [lines[0], b"{\n", *lines[2:]], "line 2 of the file is damaged"),
    "spelling": (snapshots.respelled, "line 2 is spelled differently"),
    "spelling of the header": (lambda lines: snapshots.respelled(lines, 0), "line 1 is spelled differently"),
    "a broken line more": (lambda lines: [*lines, b"{"], "line 5 of the file is damaged"),
}


@pytest.mark.parametrize("what", AGAINST)
def test_verify_against_names_the_first_difference(run: Run, file: Path, what: str) -> None:
    change, said = AGAINST[what]

    result = run("snapshots", "verify", "week-5", "--against", snapshots.edited(file, change))

    assert result.exit_code == 6
    assert said in result.stderr
    assert "Digest and log match the snapshot" in result.stderr
    assert "bypasses the guards" not in result.stderr


def test_verify_against_requires_one_snapshot(run: Run, file: Path) -> None:
    assert run("snapshots", "verify", "--all", "--against", str(file)).exit_code == 2
