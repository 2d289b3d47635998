"""Changes by the owner of a database or of its file, which no guard can refuse: verification finds them."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database

CHANGE = "UPDATE prop_markets SET line = 9 WHERE external_id = 'kept-1'"
FORGE = (
    "UPDATE snapshots SET content_sha256 = '{0}' WHERE is_locked",
    "UPDATE snapshot_lock_events SET content_sha256 = '{0}'",
)
OWN = {
    "triggers off and on again": "ALTER TABLE {0} DISABLE TRIGGER USER; {1}; ALTER TABLE {0} ENABLE TRIGGER USER",
    "as a replica": "SET session_replication_role = replica; {1}",
}
REWRITE = "ALTER TABLE prop_markets ALTER COLUMN line TYPE float8 USING line + 1"


def past_the_guards(database: Database, *statements: str) -> None:
    """Make these changes with the guards disabled, and enable the guards again."""
    if database.kind == "postgresql":
        database.rows(f"SET session_replication_role = replica; {'; '.join(statements)}")
        return
    with closing(database.connect()) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _, sql in triggers)):
            connection.execute(statement)


def found_by(run: Run, *args: str) -> dict[str, str]:
    """The problems that `snapshots verify` reports, by snapshot; its exit code must be 6 if there are any."""
    result = run("snapshots", "verify", *(args or ["--all"]), "-o", "json")
    wrong = {row["name"]: row["problems"] for row in json.loads(result.stdout) if row["problems"]}
    assert result.exit_code == (6 if wrong else 0), result.stderr
    return wrong


def test_verify_finds_a_change_made_while_the_guards_were_off(run: Run, locked: Database) -> None:
    past_the_guards(locked, CHANGE)

    assert found_by(run)["kept"].startswith("the content has the digest")
    assert run("db", "check").exit_code == 0


@pytest.mark.parametrize("kind", ["sqlite"])
def test_verify_finds_a_blob_write_that_fires_no_trigger(run: Run, locked: Database) -> None:
    with closing(locked.connect()) as connection:
        ((place,),) = connection.execute("SELECT rowid FROM snapshots WHERE snapshot_id = 'kept'").fetchall()
        with connection.blobopen("snapshots", "config", place) as text:
            text[0:2] = b"[]"

    assert found_by(run)["kept"].startswith("the content has the digest")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_index_on_an_expression_refuses_blob_writes_to_props(locked: Database) -> None:
    with closing(locked.connect()) as connection:
        ((place,),) = connection.execute("SELECT rowid FROM prop_markets WHERE external_id = 'kept-1'").fetchall()
        with pytest.raises(sqlite3.OperationalError, match="cannot open indexed column for writing"):
            connection.blobopen("prop_markets", "extra_metadata", place)


BEYOND_DIGESTS = {
    "created_at = 'infinity'": "holds 'infinity', which has no canonical text",
    "player_name = CAST(x'ff' AS TEXT)": "player_name of a row contains bytes that are not UTF-8",
}


@pytest.mark.parametrize("change", BEYOND_DIGESTS)
def test_verify_reports_content_that_cannot_be_digested(
    run: Run, locked: Database, tmp_path: Path, change: str
) -> None:
    if locked.kind == "postgresql" and "CAST" in change:
        change = "game_date = '-infinity', created_at = 'infinity'"  # PostgreSQL refuses invalid bytes
    manifest = tmp_path / "kept.jsonl"
    for name in ("kept", "open"):
        assert run("snapshots", "export", name, str(manifest.with_stem(name))).exit_code == 0
    snapshots.lock(locked, "open")
    past_the_guards(locked, f"UPDATE prop_markets SET {change} WHERE external_id = 'kept-1'")

    for args in (("--all",), ("kept", "--against", str(manifest))):
        wrong = found_by(run, *args)
        assert list(wrong) == ["kept"]
        assert wrong["kept"].startswith("the content cannot have been locked: ")
        assert wrong["kept"].endswith(BEYOND_DIGESTS.get(change, "which has no canonical text"))


def test_verify_finds_a_forged_digest_by_the_lock_log(run: Run, locked: Database) -> None:
    past_the_guards(locked, CHANGE)
    digest = found_by(run)["kept"].rpartition(" ")[2]

    past_the_guards(locked, FORGE[0].format(digest))

    assert found_by(run) == {"kept": "the log has another digest, or no lock"}


def test_only_an_exported_manifest_finds_a_forged_digest_and_log(run: Run, locked: Database, tmp_path: Path) -> None:
    manifest = tmp_path / "kept.jsonl"
    assert run("snapshots", "export", "kept", str(manifest)).exit_code == 0
    past_the_guards(locked, CHANGE)
    digest = found_by(run)["kept"].rpartition(" ")[2]
    past_the_guards(locked, *(statement.format(digest) for statement in FORGE))

    assert found_by(run) == {}
    assert "line" in found_by(run, "kept", "--against", str(manifest))["kept"]


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize(
    "bypass", [REWRITE, *(way.format("prop_markets", CHANGE) for way in OWN.values())], ids=["rewrite", *OWN]
)
def test_verify_finds_changes_that_a_table_owner_can_make(run: Run, locked: Database, bypass: str) -> None:
    locked.rows(bypass)

    assert found_by(run)["kept"].startswith("the content has the digest")


def _no_triggers(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")


def _weaker_triggers(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'WHEN ', 'WHEN 0 AND ') WHERE type = 'trigger'")


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("edit", "words"), [(_no_triggers, "the guard is missing"), (_weaker_triggers, "the guard is changed, or disabled")]
)
def test_verify_finds_guards_removed_through_writable_schema(
    run: Run, locked: Database, edit: Callable[[sqlite3.Connection], None], words: str
) -> None:
    with closing(locked.connect()) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        edit(connection)

    assert words in found_by(run).values()
    assert "Look closer with: bbprops db check" in run("snapshots", "verify", "--all").stderr


@pytest.mark.parametrize("kind", ["sqlite"])
def test_sqlite_schema_cannot_be_edited_by_default(locked: Database) -> None:
    refused = pytest.raises(sqlite3.OperationalError, match="table sqlite_master may not be modified")
    with closing(locked.connect()) as connection, refused:
        _no_triggers(connection)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_verify_finds_bytes_changed_in_the_database_file(run: Run, locked: Database) -> None:
    with closing(locked.connect()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(locked.name).read_bytes()
    assert content.count(b"Player 1") > 0
    Path(locked.name).write_bytes(content.replace(b"Player 1", b"Player 7"))

    assert found_by(run)["kept"].startswith("the content has the digest")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_verify_against_a_manifest_finds_a_swapped_database_file(
    run: Run, locked: Database, sqlite_template: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "kept.jsonl"
    assert run("snapshots", "export", "kept", str(manifest)).exit_code == 0

    shutil.copyfile(sqlite_template, locked.name)

    assert run("snapshots", "verify", "kept", "--against", str(manifest)).exit_code == 3


def test_verify_of_a_dropped_table_asks_for_a_migration(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)
    database.rows("DROP TABLE prop_markets" + " CASCADE" * (database.kind == "postgresql"))

    result = run("snapshots", "verify", "--all")

    assert result.exit_code == 7
    assert "prop_markets" in result.stderr
