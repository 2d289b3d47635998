"""`bbprops snapshots show`."""

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop, new_snapshot


def test_show_counts_props(run: Run, database: Database) -> None:
    with database.session() as work:
        snapshot = new_snapshot(work, "kept")
        for number in range(3):
            new_prop(work, snapshot_id=snapshot.id, external_id=str(number))

    shown = snapshots.shown(run, "kept")
    assert (shown["snapshot_id"], shown["props"]) == ("kept", 3)


def test_show_suggests_a_similar_name(run: Run) -> None:
    run("snapshots", "create", "nfl-week-5", "--league", "NFL")

    result = run("snapshots", "show", "nfl-weak-5")

    assert result.exit_code == 3
    assert "nfl-week-5" in result.stderr


def test_show_json_is_one_document_with_counts_and_events(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    found = snapshots.shown(run)

    assert found["props"] == 3
    assert found["counts"] == [{"market_type": "passing_yards", "platform": "prizepicks", "props": 3}]
    (event,) = found["events"]
    assert (event["action"], event["content_sha256"]) == ("lock", found["content_sha256"])


def test_show_table_has_counts_and_events_below_the_record(run: Run, database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    record, counts, events = run("snapshots", "show", "week-5", "-o", "table").stdout.split("\n\n")

    assert "content_sha256" in record
    assert [line.split() for line in counts.splitlines()] == [
        ["market", "platform", "props"],
        ["passing_yards", "prizepicks", "3"],
    ]
    assert "lock" in events


def test_show_of_an_unknown_snapshot_asks_for_its_name(run: Run) -> None:
    result = run("snapshots", "show", "nowhere")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.endswith("Give the name, id, or at least the last six characters of the id.\n")
