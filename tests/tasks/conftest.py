"""Use cases find the database of the test in DATABASE_URL, as commands do."""

import pytest

from tests.databases import Database


@pytest.fixture
def target(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the test, which DATABASE_URL names."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    return database
