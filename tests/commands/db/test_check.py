"""`db check`."""

import json

from tests.conftest import Run
from tests.databases import Database


def test_check_lists_each_difference(database: Database, run: Run) -> None:
    clean = run("db", "check", "-o", "json")
    database.rows("DROP INDEX ix_saved_slips_ev")
    drifted = run("db", "check", "-o", "json")

    assert (clean.exit_code, clean.stdout, clean.stderr) == (0, "[]\n", "no drift\n")
    (row,) = json.loads(drifted.stdout)
    assert (drifted.exit_code, row["difference"], row["name"]) == (7, "missing", "saved_slips.ix_saved_slips_ev")
