"""Numbers of bytes: in their largest unit for people, raw for programs."""

import pytest

from bbprops_cli.catalog import Column
from bbprops_cli.output import formats

COLUMNS = (Column("name", "text", "Name", 1), Column("bytes", "int", "Size", 1, size=True))


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (1_234_567_890, "1.2 GB"), (5 * 10**13, "50.0 TB")],
)
def test_table_shows_a_size_in_its_largest_unit(capsys: pytest.CaptureFixture[str], number: int, shown: str) -> None:
    formats.show([("a", number)], COLUMNS, fmt="table")

    assert shown in capsys.readouterr().out


@pytest.mark.parametrize("fmt", ["csv", "tsv", "json", "jsonl"])
def test_formats_for_programs_have_the_raw_number(capsys: pytest.CaptureFixture[str], fmt: str) -> None:
    formats.show([("a", 1_234_567_890)], COLUMNS, fmt=fmt)

    assert "1234567890" in capsys.readouterr().out
