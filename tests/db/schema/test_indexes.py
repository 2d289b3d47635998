"""Indexes and storage: the planner uses them for what they are for, and a migration makes them on any database."""

import pytest

from bbprops_cli.catalog import EXPERIMENTS, PROPS, SLIPS, Noun
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.queries.props.selection import BOARD
from tests import factories, snapshots
from tests.databases import Database

BEFORE = "0003"
SNAPSHOT_INDEX = "ix_prop_markets_snapshot_id_id"
EXPLAIN = {"postgresql": "EXPLAIN ", "sqlite": "EXPLAIN QUERY PLAN "}


def plan(database: Database, sql: str, *parameters: object) -> str:
    """The plan of a statement; a table of few rows is not read from end to end."""
    with reading(parse(database.url)) as db:
        if database.kind == "postgresql":
            db.run("SET LOCAL enable_seqscan = off")
        return "\n".join(str(row[-1]) for row in db.rows(EXPLAIN[database.kind] + sql, parameters))


@pytest.mark.parametrize("noun", [PROPS, SLIPS, EXPERIMENTS])
@pytest.mark.parametrize("digits", ["abc123", "0000abc123", "8000000000abc123"])
def test_end_of_an_id_is_found_by_its_index(database: Database, noun: Noun, digits: str) -> None:
    with reading(parse(database.url)) as db:
        condition, parameters = db.dialect.id_ends_with(digits)

    found = plan(database, f"SELECT id FROM {noun.table} WHERE {condition} ORDER BY id LIMIT 11", *parameters)

    assert f"ix_{noun.table}_id_end" in found


@pytest.mark.parametrize("order", ["player_name, id", "updated_at DESC, id DESC", "id"])
@pytest.mark.parametrize("scope", [BOARD, "snapshot_id IS NULL", f"{BOARD} AND market_type = 'points'"])
def test_list_of_the_board_does_not_use_the_index_of_snapshots(database: Database, scope: str, order: str) -> None:
    assert SNAPSHOT_INDEX not in plan(database, f"SELECT * FROM prop_markets WHERE {scope} ORDER BY {order} LIMIT 51")


def test_props_of_a_snapshot_are_read_in_order_by_their_index(database: Database) -> None:
    identifier = snapshots.make(database)

    found = plan(database, "SELECT id FROM prop_markets WHERE snapshot_id = %s ORDER BY id", identifier)

    assert SNAPSHOT_INDEX in found


def test_migration_of_indexes_goes_up_and_down_beside_a_locked_snapshot(database: Database) -> None:
    snapshots.make(database)
    snapshots.lock(database)

    migrations.downgrade(database.url, BEFORE)
    assert SNAPSHOT_INDEX in plan(database, "SELECT id FROM prop_markets WHERE snapshot_id IS NULL")
    migrations.upgrade(database.url)

    assert structure.drift(parse(database.url)) == []
    assert snapshots.problems(database) == {"week-5": []}


@pytest.mark.parametrize("kind", ["postgresql"])
def test_price_that_changes_in_place_needs_no_new_index_entry(database: Database) -> None:
    with database.session() as work:
        for number in range(200):
            factories.new_prop(work, f"Player {number}", odds=1.9)

    connection = database.connect()
    cursor = connection.cursor()
    # In one implicit transaction, whose figures are those of these two statements.
    cursor.execute(
        "UPDATE prop_markets SET odds = 2, updated_at = now() WHERE right(player_name, 1) = '7';"
        "SELECT pg_stat_get_xact_tuples_updated(oid), pg_stat_get_xact_tuples_hot_updated(oid)"
        " FROM pg_class WHERE oid = 'prop_markets'::regclass"
    )
    counts = cursor.fetchone()
    connection.close()

    assert counts == (20, 20)
