"""Lines of an exported snapshot."""

from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import snapshot_file
from bbprops_cli.providers.snapshot_file import raw_lines
from bbprops_cli.providers.source import Source


def test_raw_lines_are_the_bytes_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "week-5.jsonl"
    file.write_bytes(b"{}\n\xff\r\nend")

    with raw_lines(Source(file)) as lines:
        assert list(lines) == [b"{}\n", b"\xff\r\n", b"end"]


def test_a_line_that_is_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_file, "LINE_BYTES", 1 << 20)
    file = tmp_path / "week-5.jsonl"
    file.write_bytes(b"x" * (1 << 20))

    with (
        raw_lines(Source(file)) as lines,
        pytest.raises(InvalidInput, match="has more than 1 MB, the limit for a prop"),
    ):
        next(lines)
