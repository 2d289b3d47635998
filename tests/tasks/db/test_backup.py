from pathlib import Path

import pytest

from bbprops_cli.errors import Conflict, UsageError
from bbprops_cli.tasks.db import backup
from tests.databases import Database


def ignored(_done: int, _total: int | None) -> None:
    """Progress that no one looks at."""


@pytest.mark.parametrize("name", ["-", "board.gz", "board.zst"])
def test_backup_refuses_a_stream_and_a_second_compression(target: Database, name: str) -> None:
    with pytest.raises(UsageError, match="a backup cannot be streamed or compressed again"):
        backup.write(Path(name), force=False, progress=ignored)


def test_backup_keeps_an_existing_file_without_force(target: Database, tmp_path: Path) -> None:
    file = tmp_path / "board.backup"
    file.write_text("precious")

    with pytest.raises(Conflict, match="already exists"):
        backup.write(file, force=False, progress=ignored)
    assert file.read_text() == "precious"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_restored_backup_reports_where_the_former_tables_are(target: Database, tmp_path: Path) -> None:
    backup.write(tmp_path / "board.backup", force=False, progress=ignored)

    done = backup.restore(backup.plan(tmp_path / "board.backup"), progress=ignored, dry_run=False)

    assert (Path(done.moved.trash).exists(), done.pending) == (True, 0)
