"""Single rows with what hangs on them, and figures by group."""

from datetime import UTC, datetime

import pytest
from sqlmodel import SQLModel

from bbprops_cli.catalog import NOUNS, SLIPS, SNAPSHOTS, USERS
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import records
from bbprops_cli.queries.lists import grouped
from bbprops_cli.queries.lists.listing import Request
from tests import factories
from tests.databases import Database


def test_dependents_are_those_of_the_foreign_keys() -> None:
    declared = {
        (noun.name, each.noun.table, each.column, each.cascades)
        for noun in NOUNS
        for each in records.DEPENDENTS.get(noun.name, ())
    }
    keys = {
        (key.column.table.name, table.name, key.parent.name, key.ondelete == "CASCADE")
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if table.name != "prop_markets"  # a snapshot's props have rules of their own
    }

    assert declared == keys


def test_dependents_are_counted_and_deleted_or_kept(database: Database) -> None:
    with database.session() as work:
        user, snapshot = factories.new_user(work, "ana@example.com"), factories.new_snapshot(work, "s")
        factories.new_experiment(work, user, snapshot_id=snapshot.id)
        factories.new_slip(work, user)
        factories.new_slip(work)

    with writing(parse(database.url)) as db:
        of_snapshot = records.held(db, SNAPSHOTS, ["s"])
        of_user = records.held(db, USERS, ["ana@example.com", str(user.id)])
        records.delete(db, of_user)

    assert of_snapshot.detached == {"experiments": 1, "slips": 0}
    assert (of_user.names, of_user.deleted, of_user.rows) == (("ana@example.com",), {"experiments": 1, "slips": 1}, 3)
    assert database.rows("SELECT (SELECT count(*) FROM experiments), (SELECT count(*) FROM saved_slips)") == [(0, 1)]


def test_row_with_a_new_dependent_is_not_deleted(database: Database) -> None:
    with database.session() as work:
        user = factories.new_user(work, "ana@example.com")
    with reading(parse(database.url)) as db:
        held = records.held(db, USERS, ["ana@example.com"])
    with database.session() as work:
        factories.new_slip(work, user)

    with pytest.raises(Conflict, match="have changed since the question"), writing(parse(database.url)) as db:
        records.delete(db, held)

    assert database.rows("SELECT email FROM users") == [("ana@example.com",)]


def test_figures_by_month_and_column(database: Database) -> None:
    with database.session() as work:
        user = factories.new_user(work)
        for month, platform, ev in ((9, "fanduel", 1.0), (10, None, 1.1), (10, "fanduel", 1.2), (10, "fanduel", 1.5)):
            moment = datetime(2025, month, 30, 23, 59, tzinfo=UTC)
            factories.new_slip(work, user, platform=platform, ev=ev, created_at=moment)
    place = SLIPS.column("platform")
    assert place

    with reading(parse(database.url)) as db:
        by = [grouped.by_month(db.dialect, "created_at"), grouped.by_column(place)]
        computed = [grouped.NUMBER, grouped.mean("ev", "Mean"), grouped.total("stake", "Sum")]
        rows = grouped.figures(db, Request(SLIPS, where="ev > 0"), by, computed)

    assert rows == [
        ("2025-09", "fanduel", 1, 1.0, None),
        ("2025-10", "fanduel", 2, 1.35, None),
        ("2025-10", None, 1, 1.1, None),
    ]
