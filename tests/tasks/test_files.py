"""Files that get their name when they are complete."""

import gzip
from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.tasks import files


def test_file_is_compressed_as_its_name_says(tmp_path: Path) -> None:
    with files.written(tmp_path / "plain.csv") as plain, files.written(tmp_path / "packed.csv.gz") as packed:
        plain.write(b"line\n")
        packed.write(b"line\n")

    assert (tmp_path / "plain.csv").read_bytes() == b"line\n"
    assert gzip.decompress((tmp_path / "packed.csv.gz").read_bytes()) == b"line\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_failure_keeps_the_former_file_and_leaves_no_other(tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("as it was")

    def write_half() -> None:
        with files.written(tmp_path / "kept.csv") as out:
            out.write(b"half of it")
            raise InvalidInput("the other half is missing")

    with pytest.raises(InvalidInput, match="half is missing"):
        write_half()

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("kept.csv", "as it was")]


def test_impossible_file_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written: No such file or directory"):
        files.written(tmp_path / "no" / "folder.csv").__enter__()
    with pytest.raises(UsageError, match="is not a file name"):
        files.written(Path()).__enter__()
