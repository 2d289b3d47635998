"""`db trash list`."""

import json

from bbprops_cli.db.schema import migrations
from tests.conftest import Run
from tests.databases import Database


def test_trash_list_describes_each_piece(development: Database, run: Run) -> None:
    run("db", "seed")
    run("db", "reset", "--yes")

    result = run("db", "trash", "list", "-o", "json")

    (piece,) = json.loads(result.stdout)
    assert (result.exit_code, piece["revision"], piece["environment"]) == (0, migrations.head(), "development")
    assert piece["rows"] > 249
    assert piece["bytes"] > 10_000
    assert piece["made"].endswith("Z")
