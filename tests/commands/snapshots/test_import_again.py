"""What a lock accepts can be exported and imported again; anything else is refused at the lock, too."""

import json
from pathlib import Path

import pytest

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.queries.snapshots import digest
from bbprops_cli.rules.snapshots.digest import LINE_BYTES
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database

BEYOND = [2**53, 2**53 + 1, -(2**53) - 1, 10**18, 10**30, 1e17]


def dashed(database: Database, external_id: str) -> str:
    ((found,),) = database.rows("SELECT id FROM prop_markets WHERE external_id = %s", external_id)
    digits = str(found).replace("-", "")
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@pytest.mark.parametrize(
    "moment", ["0001-01-01 00:00:00", "0044-03-15 12:00:00", "0999-12-31 23:59:59", "9999-12-31 23:59:59"]
)
def test_years_of_four_digits_keep_their_digest_in_another_database(
    run: Run, database: Database, other: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    snapshots.make(database)
    database.rows(f"UPDATE prop_markets SET game_date = '{moment}.000000{'+00' * (database.kind == 'postgresql')}'")
    assert run("snapshots", "lock", "week-5").exit_code == 0
    assert run("snapshots", "export", "week-5", str(tmp_path / "file")).exit_code == 0
    ((sha256,),) = database.rows("SELECT content_sha256 FROM snapshots")
    monkeypatch.setenv("DATABASE_URL", other.url)

    result = run("snapshots", "import", str(tmp_path / "file"), "--lock", "--sha256", sha256)

    assert result.exit_code == 0, result.stderr
    assert snapshots.problems(other) == {"week-5": []}


@pytest.mark.parametrize("number", BEYOND)
def test_lock_names_the_prop_and_the_key_of_a_number_that_is_not_exact(
    run: Run, database: Database, number: float
) -> None:
    snapshots.make(database)
    metadata = json.dumps({"ids": [{"event": number}]})
    database.rows("UPDATE prop_markets SET extra_metadata = %s WHERE external_id = 'week-5-1'", metadata)

    result = run("snapshots", "lock", "week-5")

    assert result.exit_code == 5
    where = f"in prop {dashed(database, 'week-5-1')}, extra_metadata.ids.0.event holds "
    assert f"week-5 cannot be locked: {where}" in result.stderr
    assert "beyond 2^53 - 1" in result.stderr
    assert snapshots.locked(database) == []


def test_lock_names_a_number_that_is_not_exact_in_the_config(run: Run, database: Database) -> None:
    snapshots.make(database)
    database.rows("UPDATE snapshots SET config = %s", json.dumps({"seed": 2**60}))

    assert "in the snapshot, config.seed holds " in run("snapshots", "lock", "week-5").stderr
    refused = run("snapshots", "update", "week-5", "--config", json.dumps({"seed": 2**60}))
    assert (refused.exit_code, "config.seed holds 1152921504606846976" in refused.stderr) == (5, True)


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1, 0.1, 1e-300])
def test_lock_accepts_numbers_that_are_exact_and_long_digits_in_text(
    run: Run, database: Database, number: float
) -> None:
    snapshots.make(database)
    database.rows(
        "UPDATE prop_markets SET extra_metadata = %s", json.dumps({"n": number, "id": "12345678901234567890"})
    )

    assert run("snapshots", "lock", "week-5").exit_code == 0


@pytest.mark.parametrize("number", BEYOND)
def test_snapshot_that_is_locked_with_such_a_number_keeps_its_digest(database: Database, number: float) -> None:
    identifier = snapshots.make(database)
    database.rows("UPDATE prop_markets SET extra_metadata = %s", json.dumps({"n": number}))
    with reading(parse(database.url)) as db:
        sha256, props = digest.compute(db, identifier)
    database.rows(
        "UPDATE snapshots SET is_locked = true, locked_at = created_at, locked_by = 'x', content_props = %s,"
        " content_format = 'bbprops.snapshot/1', content_sha256 = %s",
        props,
        sha256,
    )

    assert snapshots.problems(database) == {"week-5": []}


@pytest.mark.parametrize("number", BEYOND)
def test_import_names_the_prop_and_the_key_of_a_number_that_is_not_exact(
    run: Run, file: Path, elsewhere: Database, number: float
) -> None:
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    lines[2]["extra_metadata"] = {"event": {"id": number}}
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))

    result = run("snapshots", "import", str(file))

    assert result.exit_code == 5
    where = f"line 3: in prop {lines[2]['id']}, extra_metadata.event.id holds {number!r}"
    assert where in result.stderr
    assert elsewhere.rows("SELECT count(*) FROM snapshots") == [(0,)]


def large(database: Database, size: int) -> None:
    snapshots.make(database)
    metadata = json.dumps({"text": "x" * size})
    database.rows("UPDATE prop_markets SET extra_metadata = %s WHERE external_id = 'week-5-1'", metadata)


def test_lock_refuses_a_prop_that_an_import_refuses_for_its_size(run: Run, database: Database) -> None:
    large(database, LINE_BYTES)

    result = run("snapshots", "lock", "week-5")

    assert result.exit_code == 5
    assert f"prop {dashed(database, 'week-5-1')} has more than 16 MB" in result.stderr


def test_the_largest_prop_that_locks_can_be_imported(
    run: Run, database: Database, other: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(database, LINE_BYTES - 1000)
    assert run("snapshots", "lock", "week-5").exit_code == 0
    assert run("snapshots", "export", "week-5", str(tmp_path / "file")).exit_code == 0
    monkeypatch.setenv("DATABASE_URL", other.url)

    assert run("snapshots", "import", str(tmp_path / "file"), "--lock").exit_code == 0


def test_import_names_the_line_and_the_limit_of_a_prop_that_is_too_large(run: Run, file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:2], b"x" * LINE_BYTES, *lines[2:]]))

    result = run("snapshots", "import", str(file))

    assert (result.exit_code, "line 3 of " in result.stderr) == (5, True)
    assert "has more than 16 MB, the limit for a prop" in result.stderr
