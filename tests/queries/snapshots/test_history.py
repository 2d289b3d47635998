"""The log of locks and unlocks."""

import pytest

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import NotFound
from bbprops_cli.queries.snapshots import history
from tests import snapshots
from tests.databases import Database


def test_the_history_of_a_name_outlives_its_snapshot(database: Database) -> None:
    identifier = snapshots.make(database)
    snapshots.lock(database)
    snapshots.unlock(database)
    database.rows("DELETE FROM snapshots")

    with reading(parse(database.url)) as db:
        assert history.filters(db, "week-5")[0][:3] == ("snapshot_slug", "=", "week-5")
        with pytest.raises(NotFound):
            history.filters(db, identifier)
