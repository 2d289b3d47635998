"""`bbprops snapshots export` and `import`, and `verify --against` a file."""

import gzip
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from bbprops_cli.rules.snapshots.digest import PROP_COLUMNS, SNAPSHOT_COLUMNS
from tests import databases, snapshots
from tests.conftest import Run
from tests.databases import Database

Change = Callable[[list[bytes]], list[bytes]]


@pytest.fixture
def other(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A second database, of the other kind."""
    if kind == "postgresql":
        yield databases.sqlite_database(tmp_path / "other.db", template=request.getfixturevalue("sqlite_template"))
        return
    server, template = request.getfixturevalue("pg_server"), request.getfixturevalue("pg_template")
    with databases.postgres_database(server, template=template) as clone:
        yield clone


@pytest.fixture
def locked(database: Database) -> str:
    """A locked snapshot with hostile text in it; its digest."""
    with database.session() as work:
        from tests.factories import new_prop, new_snapshot

        held = new_snapshot(work, "week-5", config={"n": 1.0, "\u20ac": [1e21, None]}, tags=["a\u2028b"])
        for number in range(3):
            new_prop(
                work, f'Ren\u00e9 "{number}" \\n', snapshot_id=held.id, external_id=f"p{number}", line=number + 0.1,
                extra_metadata={"z": "\x7f\u202e", "a": {"deep": [True, 0.1]}},
            )  # fmt: skip
    found = snapshots.lock(database)
    assert found
    return found.sha256


@pytest.fixture
def file(run: Run, locked: str, tmp_path: Path) -> Path:
    path = tmp_path / "week-5.jsonl"
    assert run("snapshots", "export", "week-5", str(path)).exit_code == 0
    return path


@pytest.fixture
def there(file: Path, other: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The other database, in use from now on; `file` is written."""
    monkeypatch.setenv("DATABASE_URL", other.url)
    return other


def changed(file: Path, change: Change) -> str:
    file.write_bytes(b"".join(change(file.read_bytes().splitlines(keepends=True))))
    return str(file)


def past_the_guards(database: Database, *statements: str) -> None:
    """What an owner can do."""
    if database.kind == "postgresql":
        first = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in ("prop_markets", "snapshots")]
    else:
        names = database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        first = [f"DROP TRIGGER {name}" for (name,) in names]
    for statement in (*first, *statements):
        database.rows(statement)


def test_the_sha256_of_the_file_is_the_digest(run: Run, locked: str, tmp_path: Path) -> None:
    result = run("snapshots", "export", "week-5", str(tmp_path / "out.jsonl"))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"exported week-5: 3 props, digest {locked}\n"
    assert sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest() == locked


def test_it_goes_to_stdout_too(run: Run, locked: str) -> None:
    result = run("snapshots", "export", "week-5")

    assert sha256(result.stdout.encode()).hexdigest() == locked


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_it_is_compressed_by_its_ending_and_comes_in_again(
    run: Run, locked: str, other: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    packed = tmp_path / f"week-5.jsonl{ending}"
    run("snapshots", "export", "week-5", str(packed))
    monkeypatch.setenv("DATABASE_URL", other.url)

    result = run("snapshots", "import", str(packed))

    assert packed.read_bytes()[:1] in {b"\x1f", b"\x28"}
    assert (result.exit_code, result.stderr) == (0, f"imported week-5: 3 props, digest {locked}\n")


def test_another_database_has_the_same_digest(run: Run, locked: str, file: Path, there: Database) -> None:
    arrived = run("snapshots", "import", str(file))
    again = run("snapshots", "export", "week-5")

    assert (arrived.exit_code, arrived.stderr) == (0, f"imported week-5: 3 props, digest {locked}\n")
    assert again.stdout.encode() == file.read_bytes()
    assert there.rows("SELECT count(*) FROM snapshots WHERE is_locked") == [(0,)]


def test_it_can_be_locked_as_it_comes(run: Run, locked: str, file: Path, there: Database) -> None:
    result = run("snapshots", "import", str(file), "--lock", "--sha256", locked)

    assert (result.exit_code, result.stderr) == (0, f"imported and locked week-5: 3 props, digest {locked}\n")
    assert there.rows("SELECT content_sha256 FROM snapshots") == [(locked,)]
    assert run("snapshots", "verify", "--all").exit_code == 0


def test_the_same_again_is_nothing_to_do(run: Run, locked: str, file: Path) -> None:
    result = run("snapshots", "import", str(file))

    said = f"nothing to do: week-5 is there already: 3 props, digest {locked}\n"
    assert (result.exit_code, result.stderr) == (0, said)


def test_a_dry_run_leaves_nothing(run: Run, file: Path, there: Database) -> None:
    result = run("snapshots", "import", str(file), "--dry-run")

    assert (result.exit_code, result.stderr[:21]) == (0, "would have imported w")
    assert there.rows("SELECT count(*) FROM snapshots") == [(0,)]


def test_cron_hears_only_of_changes(run: Run, file: Path, there: Database) -> None:
    assert run("snapshots", "import", str(file), "--cron").stderr.startswith("imported week-5")
    assert run("snapshots", "import", str(file), "--cron").stderr == ""


def _respelled(lines: list[bytes], place: int = 1) -> list[bytes]:
    return [*lines[:place], json.dumps(json.loads(lines[place])).encode() + b"\n", *lines[place + 1 :]]


WRONG: dict[str, tuple[Change, int, str]] = {
    "a prop is missing": (lambda lines: lines[:-1], 6, "says 3 props and holds 2"),
    "a prop stands twice": (lambda lines: [*lines, lines[-1]], 5, "exists already"),
    "it is cut": (lambda lines: [*lines[:-1], lines[-1][:40]], 5, "Line 4 is damaged"),
    "it is spelled in another way": (_respelled, 6, "The content has the digest"),
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
def test_a_damaged_file_brings_nothing(run: Run, file: Path, there: Database, wrong: str) -> None:
    change, code, said = WRONG[wrong]

    result = run("snapshots", "import", changed(file, change))

    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert said in result.stderr
    assert "bug" not in result.stderr
    assert there.rows("SELECT count(*) FROM snapshots") == there.rows("SELECT count(*) FROM prop_markets") == [(0,)]


def test_a_digest_that_is_asked_for_must_be_met(run: Run, file: Path, there: Database) -> None:
    tampered = changed(file, lambda lines: [line.replace(b'"line":0.1', b'"line":0.2') for line in lines])

    result = run("snapshots", "import", tampered, "--sha256", "0" * 64)

    assert (result.exit_code, result.stdout) == (6, "")
    assert "Ask for the file again" in result.stderr
    assert there.rows("SELECT count(*) FROM snapshots") == [(0,)]


def test_other_content_does_not_replace_what_is_there(run: Run, file: Path, there: Database) -> None:
    run("snapshots", "import", str(file))
    tampered = changed(file, lambda lines: [line.replace(b'"line":0.1', b'"line":0.2') for line in lines])

    result = run("snapshots", "import", tampered)

    assert result.exit_code == 5
    assert "is there with other content" in result.stderr
    assert "bbprops snapshots export week-5 | diff - FILE" in result.stderr
    snapshots.lock(there)
    assert "bbprops snapshots verify week-5 --against FILE" in run("snapshots", "import", tampered).stderr


def test_texts_may_be_empty_or_hold_what_copy_reserves(
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


def test_the_log_knows_what_was_locked_here(run: Run, locked: str, file: Path, there: Database) -> None:
    run("snapshots", "import", str(file), "--lock")
    past_the_guards(there, "DELETE FROM prop_markets", "DELETE FROM snapshots")
    tampered = changed(file, lambda lines: [line.replace(b'"line":0.1', b'"line":0.2') for line in lines])

    result = run("snapshots", "import", tampered)

    assert result.exit_code == 6
    assert f"week-5 was locked here with the digest {locked}" in result.stderr
    assert there.rows("SELECT count(*) FROM snapshots") == [(0,)]


def test_a_name_that_is_taken_is_a_conflict(run: Run, file: Path, there: Database) -> None:
    snapshots.make(there, "week-5")

    result = run("snapshots", "import", str(file))

    assert result.exit_code == 5
    assert "Another snapshot has the name or the id of week-5" in result.stderr


def test_a_digest_that_is_none_is_usage(run: Run, file: Path) -> None:
    assert run("snapshots", "import", str(file), "--sha256", "abc").exit_code == 2


def test_an_export_verifies(run: Run, file: Path) -> None:
    assert run("snapshots", "verify", "week-5", "--against", str(file)).exit_code == 0


AGAINST: dict[str, tuple[Change, str]] = {
    "a value": (lambda lines: [line.replace(b'"line":1.1', b'"line":2.5') for line in lines], "line of prop"),
    "the header": (
        lambda lines: [line.replace(b'"week":5', b'"week":6') for line in lines],
        "week of the snapshot is 5",
    ),
    "a prop less": (lambda lines: [*lines[:2], *lines[3:]], "is only in the snapshot"),
    "the last prop": (lambda lines: lines[:-1], "is only in the snapshot"),
    "a prop more": (lambda lines: [*lines, lines[-1].replace(b'"id":"0', b'"id":"f')], "is only in the file"),
    "a broken line": (lambda lines: [lines[0], b"{\n", *lines[2:]], "line 2 of the file is damaged"),
    "spelling": (_respelled, "line 2 is spelled differently"),
    "spelling of the header": (lambda lines: _respelled(lines, 0), "line 1 is spelled differently"),
    "a broken line more": (lambda lines: [*lines, b"{"], "line 5 of the file is damaged"),
}


@pytest.mark.parametrize("what", AGAINST)
def test_the_first_difference_from_a_file_is_named(run: Run, file: Path, what: str) -> None:
    change, said = AGAINST[what]

    result = run("snapshots", "verify", "week-5", "--against", changed(file, change))

    assert result.exit_code == 6
    assert said in result.stderr
    assert "By digest and log it is what was locked" in result.stderr
    assert "past the guards" not in result.stderr


def test_a_file_is_of_one_snapshot(run: Run, file: Path) -> None:
    assert run("snapshots", "verify", "--all", "--against", str(file)).exit_code == 2


def test_what_is_no_file_is_said(run: Run, locked: str, tmp_path: Path) -> None:
    (tmp_path / "bad.gz").write_bytes(gzip.compress(b"x" * 100_000)[:60])

    assert run("snapshots", "import", "nothing.jsonl").exit_code == 3
    assert "damaged compressed file" in run("snapshots", "import", str(tmp_path / "bad.gz")).stderr


ODD: list[object] = ["\ud800", "a\0b", 10**400, [], {"a": "\ud800"}, True, "0" * 36, 5.5]


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_a_column_with_anything_in_it_is_said(run: Run, file: Path, there: Database, odd: object) -> None:
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    places = [(lines[0]["snapshot"], name) for name in SNAPSHOT_COLUMNS] + [(lines[1], name) for name in PROP_COLUMNS]
    for holder, name in places:
        before, holder[name] = holder[name], odd
        file.write_text("\n".join(map(json.dumps, lines)) + "\n")
        holder[name] = before

        result = run("snapshots", "import", str(file))

        assert (result.exit_code in {5, 6}, "bug" in result.stderr) == (True, False), (name, result.stderr)
    assert there.rows("SELECT count(*) FROM snapshots") == [(0,)]
