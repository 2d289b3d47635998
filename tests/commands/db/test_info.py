"""`db info`."""

import json

from bbprops_cli.db.schema import migrations
from tests.conftest import Run
from tests.databases import Database


def test_info_counts_rows_of_each_table(development: Database, run: Run) -> None:
    run("db", "seed")

    found = json.loads(run("db", "info", "-o", "json").stdout)

    assert found["rows"]["prop_markets"] == 249
    assert (found["environment"], found["revision"], found["estimated"]) == ("development", migrations.head(), [])
    assert found["server"].casefold().startswith(development.kind)
    assert found["bytes"] > 100_000
