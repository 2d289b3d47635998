"""A capture copies the board in bounded memory."""

import pytest

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.models.base import utc_now
from bbprops_cli.queries.snapshots import capture
from tests import snapshots
from tests.databases import Database
from tests.factories import new_prop

MOST_MIB = 64  # with the interpreter and libraries, less than 100 MB


@pytest.mark.parametrize("kind", ["sqlite"])
def test_page_cache_of_a_capture_is_small(database: Database) -> None:
    identifier = snapshots.make(database, props=0)
    with database.session() as work:
        new_prop(work)

    with writing(parse(database.url)) as db:
        copied = capture.copy(db, capture.request_for(["NFL"], "", None, upcoming=False, now=utc_now()), identifier)
        ((pages,),) = db.rows("PRAGMA cache_size")

    assert copied == 1
    assert -MOST_MIB << 10 <= pages < 0  # a negative number is in KiB
