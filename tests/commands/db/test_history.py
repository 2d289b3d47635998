"""`db history`."""

import json

from bbprops_cli.db.schema import migrations
from tests.conftest import Run


def test_history_lists_applied_migrations_newest_first(run: Run) -> None:
    rows = json.loads(run("db", "history", "-o", "json").stdout)

    assert (rows[0]["revision"], rows[-1]["revision"], rows[-1]["after"]) == (migrations.head(), "0001", "")
    assert {row["state"] for row in rows} == {"applied"}
