"""A short run of what `make stress` does for longer, and proof that it finds guards out that are none."""

from pathlib import Path

import pytest

from tests.databases import Database
from tests.stress.__main__ import weaken_all
from tests.stress.field import Field

pytestmark = pytest.mark.slow


def test_what_is_locked_stays_what_was_locked(database: Database, tmp_path: Path) -> None:
    found = Field(database, tmp_path / "log", seed=5).run(4)

    assert found.wrong == []
    assert found.told["importer done"] > 0


def test_without_guards_it_does_not(database: Database, tmp_path: Path) -> None:
    weaken_all(database, "none")

    found = Field(database, tmp_path / "log", seed=5).run(8)

    assert any("its content has the digest" in wrong for wrong in found.wrong)
