"""A short run of `make stress`, and proof that such a run finds missing guards."""

from pathlib import Path

import pytest

from tests.databases import Database
from tests.stress.__main__ import weaken_all
from tests.stress.field import Field

pytestmark = pytest.mark.slow


def test_locked_snapshots_stay_unchanged_under_stress(database: Database, tmp_path: Path) -> None:
    found = Field(database, tmp_path / "log", seed=5).run(4)

    assert found.wrong == []
    assert found.told["importer done"] > 0


def test_stress_without_guards_finds_wrong_digests(database: Database, tmp_path: Path) -> None:
    weaken_all(database, "none")

    found = Field(database, tmp_path / "log", seed=5).run(8)

    assert any("the content has the digest" in wrong for wrong in found.wrong)
