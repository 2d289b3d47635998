"""A board, and a Redis whose other keys are those of other tests."""

from typing import Any

import pytest

from tests import factories
from tests.conftest import Run
from tests.databases import Database


@pytest.fixture
def board(database: Database) -> None:
    """Four props: two of NFL week 5, one of NFL week 6, and one of the NBA."""
    with database.session() as session:
        for week, league in ((5, "NFL"), (5, "NFL"), (6, "NFL"), (None, "NBA")):
            factories.new_prop(session, league=league, week=week)


@pytest.fixture
def run(run: Run, redis: Any) -> Run:
    """Commands with a Redis."""
    return run


@pytest.fixture
def filled(redis: Any, redis_prefix: str) -> None:
    """Six keys below the prefix."""
    for number in range(4):
        redis.set(f"{redis_prefix}:props:NFL:{number}", "x" * (10 if number else 5000), ex=60)
    redis.set(f"{redis_prefix}:props:NBA:1", "x")
    redis.set(f"{redis_prefix}:lonely", "x")
