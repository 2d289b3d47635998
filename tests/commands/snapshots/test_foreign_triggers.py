"""A trigger or rule that is not part of bbprops cannot make a lock or an unlock look as if it had happened."""

import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database

SKIPPED = {
    "postgresql": {
        "trigger snapshots.aaa": "CREATE TRIGGER aaa BEFORE UPDATE ON snapshots FOR EACH ROW EXECUTE FUNCTION skip()",
        "trigger snapshots.zzz": "CREATE TRIGGER zzz BEFORE UPDATE ON snapshots FOR EACH ROW EXECUTE FUNCTION skip()",
        "trigger snapshot_lock_events.aaa": (
            "CREATE TRIGGER aaa BEFORE INSERT ON snapshot_lock_events FOR EACH ROW EXECUTE FUNCTION skip()"
        ),
        "rule snapshots.aaa": "CREATE RULE aaa AS ON UPDATE TO snapshots DO INSTEAD NOTHING",
    },
    "sqlite": {
        "trigger snapshots.aaa": "CREATE TRIGGER aaa BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(IGNORE); END",
        "trigger snapshots.zzz": (
            "CREATE TRIGGER zzz BEFORE UPDATE OF is_locked ON snapshots BEGIN SELECT RAISE(IGNORE); END"
        ),
        "trigger snapshot_lock_events.aaa": (
            "CREATE TRIGGER aaa BEFORE INSERT ON snapshot_lock_events BEGIN SELECT RAISE(IGNORE); END"
        ),
    },
}
FUNCTION = "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$"
CASES = [(kind, name) for kind, found in SKIPPED.items() for name in found]


def create(database: Database, name: str) -> None:
    if database.kind == "postgresql":
        database.rows(FUNCTION)
    database.rows(SKIPPED[database.kind][name])


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_lock_that_a_foreign_object_skips_fails_and_names_it(run: Run, database: Database, name: str) -> None:
    snapshots.make(database)
    create(database, name)

    result = run("snapshots", "lock", "week-5", "-o", "json")

    assert (result.exit_code, result.stdout) == (6, "[]\n"), result.stderr
    assert "cannot lock week-5: the database did not store the change" in result.stderr
    assert f"{name} does not belong to bbprops" in result.stderr
    assert snapshots.locked(database) == []


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_unlock_that_a_foreign_object_skips_fails_and_names_it(run: Run, database: Database, name: str) -> None:
    snapshots.make(database)
    assert run("snapshots", "lock", "week-5").exit_code == 0
    create(database, name)

    result = run("snapshots", "unlock", "week-5", "--reason", "the wrong file")

    assert (result.exit_code, result.stdout) == (6, ""), result.stderr
    assert "cannot unlock week-5: the database did not store the change" in result.stderr
    assert f"{name} does not belong to bbprops" in result.stderr
    assert snapshots.locked(database) == ["week-5"]
    assert database.rows("SELECT action FROM snapshot_lock_events") == [("lock",)]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_verify_names_a_foreign_object(run: Run, database: Database, name: str) -> None:
    snapshots.make(database)
    assert run("snapshots", "lock", "week-5").exit_code == 0
    create(database, name)

    result = run("snapshots", "verify", "--all")

    assert result.exit_code == 6
    assert f"{name}: it does not belong to bbprops" in result.stderr


def test_verify_does_not_mind_a_trigger_on_a_table_that_locks_do_not_rely_on(run: Run, database: Database) -> None:
    if database.kind == "postgresql":
        database.rows(f"{FUNCTION}; CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION skip()")
    else:
        database.rows("CREATE TRIGGER t BEFORE UPDATE ON users BEGIN SELECT 1; END")

    assert run("snapshots", "verify", "--all").exit_code == 0
