from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.source import Source
from bbprops_cli.providers.users import UserFile
from bbprops_cli.tasks.rejects import gathered
from bbprops_cli.tasks.users import intake
from tests.databases import Database

FILE = "email,clerk_id\nana@example.com,clerk_ana\nnobody,c\nana@example.com,clerk_ana\n"


def take_in(path: Path, *, dry_run: bool = False, max_errors: int | None = None) -> tuple[dict[str, int], list[int]]:
    """The counts of an import, and the numbers of rows of which `progress` heard."""
    seen: list[int] = []
    users = UserFile(Source(path), {})
    with gathered(None, max_errors, lambda _: None) as rejects:
        counts = intake.take_in(users, rejects, "update", dry_run=dry_run, progress=lambda rows, _: seen.append(rows))
    return dict(counts), seen


def test_rows_are_counted_by_what_they_did(target: Database, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(FILE)

    counts, seen = take_in(tmp_path / "people.csv")

    assert counts == {"created": 1, "unchanged": 1, "rejected": 1, "read": 3}
    assert seen == [1, 2, 3]


def test_a_dry_run_of_an_import_stores_nothing(target: Database, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(FILE)

    counts, _ = take_in(tmp_path / "people.csv", dry_run=True)

    assert counts["created"] == 1
    assert target.rows("SELECT count(*) FROM users") == [(0,)]


def test_too_many_rejects_roll_the_import_back(target: Database, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(FILE)

    with pytest.raises(InvalidInput):
        take_in(tmp_path / "people.csv", max_errors=0)

    assert target.rows("SELECT count(*) FROM users") == [(0,)]
