"""`bbprops snapshots import`."""

import gzip
import json
from pathlib import Path

import pytest

from bbprops_cli.rules.snapshots.digest import PROP_COLUMNS, SNAPSHOT_COLUMNS
from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.snapshots import Edit


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_import_reads_compressed_exports(
    run: Run, locked: str, other: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    packed = tmp_path / f"week-5.jsonl{ending}"
    run("snapshots", "export", "week-5", str(packed))
    monkeypatch.setenv("DATABASE_URL", other.url)

    result = run("snapshots", "import", str(packed))

    assert packed.read_bytes()[:1] in {b"\x1f", b"\x28"}
    assert (result.exit_code, result.stderr) == (0, f"imported week-5: 3 props, digest {locked}\n")


def test_import_into_another_database_keeps_the_digest(run: Run, locked: str, file: Path, elsewhere: Database) -> None:
    arrived = run("snapshots", "import", str(file))
    again = run("snapshots", "export", "week-5")

    assert (arrived.exit_code, arrived.stderr) == (0, f"imported week-5: 3 props, digest {locked}\n")
    assert again.stdout.encode() == file.read_bytes()
    assert elsewhere.rows("SELECT count(*) FROM snapshots WHERE is_locked") == [(0,)]


def test_import_lock_locks_the_snapshot(run: Run, locked: str, file: Path, elsewhere: Database) -> None:
    result = run("snapshots", "import", str(file), "--lock", "--sha256", locked)

    assert (result.exit_code, result.stderr) == (0, f"imported week-5 as a locked snapshot: 3 props, digest {locked}\n")
    assert elsewhere.rows("SELECT content_sha256 FROM snapshots") == [(locked,)]
    assert run("snapshots", "verify", "--all").exit_code == 0


def test_import_lock_locks_a_snapshot_that_already_exists(
    run: Run, locked: str, file: Path, elsewhere: Database
) -> None:
    run("snapshots", "import", str(file))

    result = run("snapshots", "import", str(file), "--lock")

    assert (result.exit_code, result.stderr) == (0, f"locked week-5: 3 props, digest {locked}\n")
    assert elsewhere.rows("SELECT content_sha256 FROM snapshots") == [(locked,)]


def test_import_of_an_existing_snapshot_changes_nothing(run: Run, locked: str, file: Path) -> None:
    result = run("snapshots", "import", str(file))

    said = f"nothing to do: week-5 already exists: 3 props, digest {locked}\n"
    assert (result.exit_code, result.stderr) == (0, said)


def test_import_dry_run_imports_nothing(run: Run, file: Path, elsewhere: Database) -> None:
    result = run("snapshots", "import", str(file), "--dry-run")

    assert (result.exit_code, result.stderr[:20]) == (0, "would import week-5:")
    assert elsewhere.rows("SELECT count(*) FROM snapshots") == [(0,)]


def test_import_cron_reports_only_changes(run: Run, file: Path, elsewhere: Database) -> None:
    assert run("snapshots", "import", str(file), "--cron").stderr.startswith("imported week-5")
    assert run("snapshots", "import", str(file), "--cron").stderr == ""


WRONG: dict[str, tuple[Edit, int, str]] = {
    "a prop is missing": (lambda lines: lines[:-1], 6, "the header says 3 props, but the file has 2"),
    "a prop stands twice": (lambda lines: [*lines, lines[-1]], 5, "already exists"),
    "it is cut": (lambda lines: [*lines[:-1], lines[-1][:40]], 5, "line 4 of the file is damaged"),
    "it is spelled in another way": (snapshots.respelled, 6, "the content has the digest"),
    "a line is text": (lambda lines: [line.replace(b'"line":0.1', b'"line":"0.1"') for line in lines], 6, "digest"),
    "a date is none": (lambda lines: [line.replace(b'"created_at":"2', b'"created_at":"x') for line in lines], 5, ""),
    "it has no header": (lambda lines: lines[1:], 5, "not an export of a snapshot"),
    "it is another format": (
        lambda lines: [line.replace(b"bbprops.snapshot/1", b"bbprops.snapshot/9") for line in lines],
        5,
        "format bbprops.snapshot/9",
    ),
    "a prop is of another snapshot": (
        lambda lines: [*lines[:-1], lines[-1].replace(b'"snapshot_id":"0', b'"snapshot_id":"f')],
        5,
        "belongs to another snapshot",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_import_of_a_damaged_file_imports_nothing(run: Run, file: Path, elsewhere: Database, wrong: str) -> None:
    change, code, said = WRONG[wrong]

    result = run("snapshots", "import", snapshots.edited(file, change))

    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert said in result.stderr
    assert "bug" not in result.stderr
    assert (
        elsewhere.rows("SELECT count(*) FROM snapshots")
        == elsewhere.rows("SELECT count(*) FROM prop_markets")
        == [(0,)]
    )


def test_import_refuses_a_file_with_another_digest_than_given(run: Run, file: Path, elsewhere: Database) -> None:
    tampered = snapshots.edited(file, lambda lines: [line.replace(b'"line":0.1', b'"line":0.2') for line in lines])

    result = run("snapshots", "import", tampered, "--sha256", "0" * 64)

    assert (result.exit_code, result.stdout) == (6, "")
    assert "Fetch the file again" in result.stderr
    assert elsewhere.rows("SELECT count(*) FROM snapshots") == [(0,)]


def test_import_does_not_replace_an_existing_snapshot(run: Run, file: Path, elsewhere: Database) -> None:
    run("snapshots", "import", str(file))
    tampered = snapshots.edited(file, lambda lines: [line.replace(b'"line":0.1', b'"line":0.2') for line in lines])

    result = run("snapshots", "import", tampered)

    assert result.exit_code == 5
    assert "already exists with other content" in result.stderr
    assert "bbprops snapshots export week-5 | diff - FILE" in result.stderr
    snapshots.lock(elsewhere)
    assert "bbprops snapshots verify week-5 --against FILE" in run("snapshots", "import", tampered).stderr


def test_import_keeps_empty_texts_and_texts_that_copy_reserves(
    run: Run, database: Database, tmp_path: Path, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.make(database)
    database.rows("UPDATE prop_markets SET team = '', position = %s, opponent = %s", "\\N", "\\.\n\t")
    database.rows("UPDATE snapshots SET name = '', description = %s", "\\N")
    assert run("snapshots", "export", "week-5", str(tmp_path / "x")).exit_code == 0
    monkeypatch.setenv("DATABASE_URL", other.url)

    result = run("snapshots", "import", str(tmp_path / "x"))

    assert result.exit_code == 0, result.stderr
    assert other.rows("SELECT DISTINCT team, stat_category, position, opponent FROM prop_markets") == [
        ("", None, "\\N", "\\.\n\t")
    ]


def test_import_refuses_other_content_than_the_log_says(run: Run, locked: str, file: Path, elsewhere: Database) -> None:
    run("snapshots", "import", str(file), "--lock")
    snapshots.bypass_guards(elsewhere, "DELETE FROM prop_markets", "DELETE FROM snapshots")
    tampered = snapshots.edited(file, lambda lines: [line.replace(b'"line":0.1', b'"line":0.2') for line in lines])

    result = run("snapshots", "import", tampered)

    assert result.exit_code == 6
    assert f"week-5 was locked here with the digest {locked}" in result.stderr
    assert elsewhere.rows("SELECT count(*) FROM snapshots") == [(0,)]


def test_import_refuses_a_name_that_another_snapshot_has(run: Run, file: Path, elsewhere: Database) -> None:
    snapshots.make(elsewhere, "week-5")

    result = run("snapshots", "import", str(file))

    assert result.exit_code == 5
    assert "another snapshot has the name or the id of week-5" in result.stderr


def test_import_refuses_a_sha256_that_is_not_one(run: Run, file: Path) -> None:
    assert run("snapshots", "import", str(file), "--sha256", "abc").exit_code == 2


def test_import_names_a_missing_file_and_a_damaged_one(run: Run, locked: str, tmp_path: Path) -> None:
    (tmp_path / "bad.gz").write_bytes(gzip.compress(b"x" * 100_000)[:60])

    assert run("snapshots", "import", "nothing.jsonl").exit_code == 3
    assert "damaged compressed file" in run("snapshots", "import", str(tmp_path / "bad.gz")).stderr


ODD: list[object] = ["\ud800", "a\0b", 10**400, [], {"a": "\ud800"}, True, "0" * 36, 5.5]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_import_names_the_problem_of_any_value_in_any_column(
    run: Run, file: Path, elsewhere: Database, odd: object
) -> None:
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    places = [(lines[0]["snapshot"], name) for name in SNAPSHOT_COLUMNS] + [(lines[1], name) for name in PROP_COLUMNS]
    for holder, name in places:
        before, holder[name] = holder[name], odd
        file.write_text("\n".join(map(json.dumps, lines)) + "\n")
        holder[name] = before

        result = run("snapshots", "import", str(file))

        assert (result.exit_code in {5, 6}, "bug" in result.stderr) == (True, False), (name, result.stderr)
    assert elsewhere.rows("SELECT count(*) FROM snapshots") == [(0,)]
