"""`bbprops snapshots history`."""

import json
from datetime import datetime

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database


def test_history_lists_locks_and_unlocks_newest_first(run: Run, database: Database) -> None:
    for name in ("week-5", "other"):
        snapshots.make(database, name)
        run("snapshots", "lock", name)
    run("snapshots", "unlock", "week-5", "--reason", "the wrong file")

    rows = json.loads(run("snapshots", "history", "week-5", "-o", "json").stdout)

    assert [(row["snapshot_slug"], row["action"], row["reason"]) for row in rows] == [
        ("week-5", "unlock", "the wrong file"),
        ("week-5", "lock", None),
    ]
    assert rows[0]["client"].startswith("bbprops snapshots unlock ")
    assert datetime.fromisoformat(rows[0]["at"]) >= datetime.fromisoformat(rows[1]["at"])
    assert run("snapshots", "history", "-o", "name").stdout.split() == ["3", "2", "1"]
    assert run("snapshots", "history", "nowhere").exit_code == 3
