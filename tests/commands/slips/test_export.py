import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_export_writes_one_row_per_leg_with_explode(shelf: Run) -> None:
    result = shelf("slips", "export", "--explode", "legs", "--user", "ana@example.com")

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert [(row["slip_name"], row["leg"], row["player"]) for row in rows] == [
        ("a", "1", "Ada Example"),
        ("a", "2", "Bo Sample"),
        ("b", "1", "Ada Example"),
        ("b", "2", "Bo Sample"),
    ]


def test_export_takes_the_format_from_the_ending_of_the_file(shelf: Run) -> None:
    result = shelf("slips", "export", "slips.jsonl")

    lines = Path("slips.jsonl").read_text().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["a", "b", "c"]
    assert (result.exit_code, result.stdout) == (0, "")
    assert shelf("slips", "export", "slips.parquet").exit_code == 2


@pytest.mark.parametrize(("file", "code"), [("", 2), (".", 2), ("/", 2), ("x" * 300, 5), ("no/such/folder.csv", 5)])
def test_export_says_why_a_file_cannot_be_written(shelf: Run, file: str, code: int) -> None:
    result = shelf("slips", "export", "-o", "csv", file)

    assert (result.exit_code, result.stdout) == (code, "")
    assert "cannot be written" in result.stderr or "is not a file name" in result.stderr
