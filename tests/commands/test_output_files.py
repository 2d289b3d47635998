"""Every command that writes a file: devices, links, permissions, full disks and long names."""

import json
import stat
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.databases import Database

BOARD = "player,market,line,league,over,under\nA,points,1.5,NBA,-110,-110\nB,points,x,NBA,-110,-110\n"
EXPORTS = [
    ("props", "export"),
    ("slips", "export"),
    ("users", "export", "ana@example.com"),
    ("snapshots", "export", "s"),
]
PEOPLE = {"slips", "users"}


@pytest.fixture
def board(run: Run, database: Database, tmp_path: Path) -> Path:
    """A file with a row that is rejected, in a database with one user and one snapshot."""
    assert run("users", "create", "ana@example.com", "--clerk-id", "c").exit_code == 0
    assert run("snapshots", "create", "s", "--league", "NBA").exit_code == 0
    (tmp_path / "board.csv").write_text(BOARD)
    return tmp_path / "board.csv"


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize("command", EXPORTS, ids=lambda command: command[0])
def test_export_replaces_the_target_of_a_link_and_keeps_the_link(
    run: Run, board: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")

    assert run(*command, str(tmp_path / "link")).exit_code == 0

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() != "old"
    assert mode(tmp_path / "target") == (0o600 if command[0] in PEOPLE else 0o644)


@pytest.mark.parametrize("command", EXPORTS, ids=lambda command: command[0])
def test_export_to_a_device_leaves_the_device(run: Run, board: Path, command: tuple[str, ...]) -> None:
    assert run(*command, "/dev/null").exit_code == 0

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("command", [each for each in EXPORTS if each[0] != "slips"], ids=lambda command: command[0])
def test_export_to_dev_stdout_is_an_export_to_stdout(shell: Run, board: Path, command: tuple[str, ...]) -> None:
    assert shell("props", "import", str(board)).exit_code == 9

    named, plain = shell(*command, "/dev/stdout"), shell(*command, "-")

    assert (named.exit_code, named.stdout) == (0, plain.stdout)
    assert named.stdout


@pytest.mark.parametrize("command", [each for each in EXPORTS if each[0] != "slips"], ids=lambda command: command[0])
def test_export_to_a_full_device_is_one_sentence(run: Run, board: Path, command: tuple[str, ...]) -> None:
    assert run("props", "import", str(board)).exit_code == 9

    result = run(*command, "/dev/full")

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr == "error: /dev/full cannot be written: No space left on device. Choose another file.\n"


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".jsonl"])
def test_export_to_a_name_of_255_bytes_is_written(run: Run, board: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / ("x" * (255 - len(ending)) + ending)

    assert run("props", "export", str(file)).exit_code == 0

    assert file.exists()


@pytest.mark.parametrize("through_link", [False, True])
def test_rejects_to_a_device_leave_the_device(run: Run, board: Path, tmp_path: Path, *, through_link: bool) -> None:
    (tmp_path / "link").symlink_to("/dev/null")

    result = run("props", "import", str(board), "--rejects", str(tmp_path / "link") if through_link else "/dev/null")

    assert result.exit_code == 9
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert (tmp_path / "link").is_symlink()


def test_rejects_are_readable_by_their_owner_only(run: Run, board: Path, tmp_path: Path) -> None:
    (tmp_path / "rejects.jsonl").touch(mode=0o644)

    assert run("props", "import", str(board), "--rejects", str(tmp_path / "rejects.jsonl")).exit_code == 9

    assert mode(tmp_path / "rejects.jsonl") == 0o600
    assert json.loads((tmp_path / "rejects.jsonl").read_text())["line"] == 3


def test_import_whose_rejects_meet_a_full_disk_stores_nothing(run: Run, board: Path, database: Database) -> None:
    result = run("props", "import", str(board), "--rejects", "/dev/full")

    assert result.exit_code == 5
    assert "/dev/full cannot be written: No space left on device" in result.stderr
    assert database.rows("SELECT count(*) FROM prop_markets") == [(0,)]


@pytest.mark.parametrize("name", ["new.db", "folder/new.db", "link.db"])
def test_new_sqlite_database_is_readable_by_its_owner_only(
    run_here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "link.db").symlink_to("elsewhere.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / name}")

    assert run_here("db", "init").exit_code == 0
    assert run_here("users", "create", "ana@example.com", "--clerk-id", "c").exit_code == 0

    assert mode(tmp_path / name) == 0o600


@pytest.mark.parametrize("kind", ["sqlite"])
def test_existing_sqlite_database_keeps_its_permissions(run: Run, database: Database) -> None:
    Path(database.name).chmod(0o640)

    assert run("db", "init", "--environment", "development").exit_code == 0

    assert mode(Path(database.name)) == 0o640
