"""Snapshots of several kinds, exported files, and a second database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bbprops_cli.models.base import utc_now
from tests import databases, snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

SUNDAY = datetime(2025, 10, 5, 17, tzinfo=UTC)


@pytest.fixture
def development(database: Database) -> None:
    """Label the database as a development database; without a label it counts as production."""
    database.label("development")


@pytest.fixture
def several(database: Database) -> Database:
    """Four snapshots, the newest last."""
    with database.session() as work:
        new_snapshot(work, "a", tags=["x", "y"], created_at=SUNDAY)
        new_snapshot(work, "b", league="NBA", week=None, created_at=SUNDAY + timedelta(hours=1))
        new_snapshot(
            work, "c", season="2024", lock_at=utc_now() - timedelta(hours=1), created_at=SUNDAY + timedelta(hours=2)
        )
        new_snapshot(
            work, "d", tags=["x%"], lock_at=utc_now() + timedelta(hours=1), created_at=SUNDAY + timedelta(hours=3)
        )
    snapshots.lock(database, "a")
    return database


@pytest.fixture
def other(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A second database, of the other dialect."""
    if kind == "postgresql":
        yield databases.sqlite_database(tmp_path / "other.db", template=request.getfixturevalue("sqlite_template"))
        return
    server, template = request.getfixturevalue("pg_server"), request.getfixturevalue("pg_template")
    with databases.postgres_database(server, template=template) as clone:
        yield clone


@pytest.fixture
def locked(database: Database) -> str:
    """Lock a snapshot with hostile text in it; its digest."""
    with database.session() as work:
        snapshot = new_snapshot(work, "week-5", config={"n": 1.0, "\u20ac": [1e-21, None]}, tags=["a\u2028b"])
        for number in range(3):
            new_prop(
                work, f'Ren\u00e9 "{number}" \\n', snapshot_id=snapshot.id, external_id=f"p{number}", line=number + 0.1,
                extra_metadata={"z": "\x7f\u202e", "a": {"deep": [True, 0.1]}},
            )  # fmt: skip
    found = snapshots.lock(database)
    assert found
    return found.sha256


@pytest.fixture
def file(run: Run, locked: str, tmp_path: Path) -> Path:
    """An exported file of the locked snapshot."""
    path = tmp_path / "week-5.jsonl"
    assert run("snapshots", "export", "week-5", str(path)).exit_code == 0
    return path


@pytest.fixture
def elsewhere(file: Path, other: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The other database, which commands use from now on; `file` was exported from the first one."""
    monkeypatch.setenv("DATABASE_URL", other.url)
    return other
