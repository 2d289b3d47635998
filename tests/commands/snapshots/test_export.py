"""`bbprops snapshots export`."""

from hashlib import sha256
from pathlib import Path

from tests.conftest import Run


def test_export_writes_a_file_whose_sha256_is_the_digest(run: Run, locked: str, tmp_path: Path) -> None:
    result = run("snapshots", "export", "week-5", str(tmp_path / "out.jsonl"))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"exported week-5: 3 props, digest {locked}\n"
    assert sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest() == locked


def test_export_writes_to_stdout_without_a_file(run: Run, locked: str) -> None:
    result = run("snapshots", "export", "week-5")

    assert sha256(result.stdout.encode()).hexdigest() == locked
