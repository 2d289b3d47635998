"""A development, a production and an empty database."""

import pytest

from tests.conftest import Run
from tests.databases import Database


@pytest.fixture
def development(database: Database) -> Database:
    database.label("development")
    return database


@pytest.fixture
def production(database: Database) -> Database:
    database.label("production")
    return database


@pytest.fixture
def run_empty(empty_database: Database, run_here: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands on a database without tables."""
    monkeypatch.setenv("DATABASE_URL", empty_database.url)
    return run_here
