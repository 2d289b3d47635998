"""Every method of a dialect, on a real database: both databases give the same value."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from bbprops_cli import invocation
from bbprops_cli.catalog import PROPS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import engine
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.invocation import Invocation
from tests.databases import Database
from tests.factories import new_prop

KICKOFF = datetime(2025, 10, 5, 17, 0, tzinfo=UTC)
PROP = {"week": 5, "odds": None, "game_date": KICKOFF, "extra_metadata": {"home_team": "KC", "n": 1.5, "yes": True}}


@contextmanager
def holding_a_prop(database: Database) -> Iterator[tuple[Db, str]]:
    """A transaction that reads, and the id of the only prop, with dashes."""
    with database.session() as work:
        identifier = str(new_prop(work, "José", **PROP).id)
    with reading(parse(database.url)) as db:
        yield db, identifier


def value(db: Db, expression: str, *parameters: Any) -> Any:
    """The value of an expression for the only prop."""
    ((found,),) = db.rows(f"SELECT {expression} FROM prop_markets", parameters)
    return found


def test_an_id_is_bound_and_read_back(database: Database) -> None:
    with holding_a_prop(database) as (db, identifier):
        assert value(db, "count(*)", *[]) == 1
        assert db.rows("SELECT 1 FROM prop_markets WHERE id = %s", (db.id(identifier),)) == [(1,)]
        assert db.rows("SELECT 1 FROM prop_markets WHERE id = %s", (db.id(UUID(identifier)),)) == [(1,)]


def test_an_instant_in_any_zone_equals_the_stored_one(database: Database) -> None:
    elsewhere = KICKOFF.astimezone(timezone(timedelta(hours=-12, minutes=-45)))
    with holding_a_prop(database) as (db, _):
        stored = db.dialect.instant(elsewhere)
        assert db.rows("SELECT 1 FROM prop_markets WHERE game_date = %s", (stored,)) == [(1,)]


@pytest.mark.parametrize(("value_type", "given"), [("text", "KC"), ("float", 1.5), ("bool", True)])
def test_text_numbers_and_booleans_are_bound_unchanged(kind: str, value_type: str, given: object) -> None:
    assert dialect_named(kind).bound(value_type, given) == given


def test_typed_rows_have_the_types_of_the_catalogue(database: Database) -> None:
    names = ("id", "week", "game_date", "is_active", "extra_metadata")
    columns = [column for name in names if (column := PROPS.column(name))]
    with holding_a_prop(database) as (db, identifier):
        rows = db.rows(f"{db.dialect.in_utc}SELECT {', '.join(names)} FROM prop_markets")
        (row,) = db.dialect.typed(rows, columns)

    assert (str(row[0]), *row[1:]) == (identifier, 5, KICKOFF, True, PROP["extra_metadata"])


def test_a_new_id_is_a_uuid_of_version_7(database: Database) -> None:
    with holding_a_prop(database) as (db, _):
        made = UUID(str(value(db, db.dialect.new_id())))

    assert made.version == 7
    assert abs(made.int >> 80) / 1000 == pytest.approx(datetime.now(UTC).timestamp(), abs=60)


def test_the_clock_is_after_a_moment_ago_and_before_tomorrow(database: Database) -> None:
    ago, tomorrow = datetime.now(UTC) - timedelta(minutes=1), datetime.now(UTC) + timedelta(days=1)
    with holding_a_prop(database) as (db, _):
        now = db.dialect.now()
        bounds = [db.dialect.instant(moment) for moment in (ago, tomorrow)]
        assert bool(value(db, f"{now} > %s AND {now} < %s", *bounds))


@pytest.mark.parametrize(
    ("column", "given", "expected"), [("odds", None, True), ("week", 5, True), ("week", None, False)]
)
def test_null_is_the_same_as_null(database: Database, column: str, given: object, expected: bool) -> None:
    with holding_a_prop(database) as (db, _):
        assert bool(value(db, db.dialect.is_same(column), given)) is expected


def test_json_is_compared_by_content(database: Database) -> None:
    with holding_a_prop(database) as (db, _):
        same = db.dialect.is_same("extra_metadata", is_json=True)
        assert bool(value(db, same, '{"home_team":"KC","n":1.5,"yes":true}'))
        assert not bool(value(db, same, '{"home_team":"KC"}'))


def test_rows_agree_when_nulls_and_json_are_equal(database: Database) -> None:
    with holding_a_prop(database) as (db, _):
        agree = db.dialect.rows_agree(["odds", "week", "extra_metadata"])
        ((found,),) = db.rows(f"SELECT {agree} FROM prop_markets i, prop_markets p")

    assert bool(found)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [('{"home_team":"KC","n":2,"yes":true}', True), ('{"home_team":"BUF","n":2,"yes":true}', False)],
)
def test_rows_agree_when_only_ignored_members_differ(database: Database, changed: str, expected: bool) -> None:
    with holding_a_prop(database) as (db, _):
        agree = db.dialect.rows_agree(["league", "extra_metadata"], ignored=["n", "missing"])
        other = {"postgresql": "%s::jsonb", "sqlite": "%s"}[db.dialect.name]
        incoming = f"(SELECT league, {other} AS extra_metadata FROM prop_markets)"
        ((found,),) = db.rows(f"SELECT {agree} FROM {incoming} i, prop_markets p", (changed,))

    assert bool(found) is expected


@pytest.mark.parametrize(
    ("name", "value_type", "expected"),
    [
        ("home_team", "text", "KC"),
        ("n", "float", 1.5),
        ("yes", "bool", True),
        ("n", "text", None),
        ("no", "float", None),
    ],
)
def test_a_json_path_gives_a_value_of_its_type_only(
    database: Database, name: str, value_type: Any, expected: object
) -> None:
    column = Column(f"extra_metadata.{name}", value_type, "", path=("extra_metadata", name))
    parameters: list[Any] = []

    def bind(parameter: Any) -> str:
        parameters.append(parameter)
        return "%s"

    with holding_a_prop(database) as (db, _):
        expression = db.dialect.json_path(column, bind)
        assert value(db, expression, *parameters) == expected


def ends_with(db: Db, digits: str) -> list[Any]:
    """The condition of the dialect, and its parameters."""
    condition, parameters = db.dialect.id_ends_with(digits)
    return [condition, *parameters]


def test_expressions_on_json_texts_and_numbers_give_one_value_on_both(database: Database) -> None:
    with holding_a_prop(database) as (db, identifier):
        dialect = db.dialect
        assert value(db, dialect.json_text("extra_metadata", "home_team")) == "KC"
        assert value(db, dialect.truncated("-2.9")) == -2
        assert value(db, dialect.month("game_date")) == "2025-10"
        assert value(db, f"{dialect.row_text('odds, week')} = {dialect.row_text('odds, week')}")
        assert not value(db, f"{dialect.row_text('odds')} = {dialect.row_text('week')}")
        assert not value(db, *ends_with(db, "abcdef"))
        digits = identifier.replace("-", "")
        assert all(value(db, *ends_with(db, digits[-length:])) for length in (6, 12, 13, 31))
        assert not value(db, *ends_with(db, "abcdef" + digits[-6:]))


def test_like_folds_ascii_letters_only(database: Database) -> None:
    with holding_a_prop(database) as (db, _):
        like = db.dialect.like("player_name", "LIKE")
        assert bool(value(db, f"{like} %s", "JOSé"))
        assert not bool(value(db, f"{like} %s", "JOSÉ"))


def test_a_json_array_has_a_length_and_members(database: Database) -> None:
    array = {"postgresql": '\'["a", "b"]\'::jsonb', "sqlite": '\'["a", "b"]\''}[database.kind]
    with holding_a_prop(database) as (db, _):
        assert value(db, db.dialect.json_length(array)) == 2
        assert bool(value(db, db.dialect.json_has(array, "%s"), "b"))
        assert not bool(value(db, db.dialect.json_has(array, "%s"), "c"))


def test_locks_are_taken_inside_a_transaction_that_writes(database: Database) -> None:
    with writing(parse(database.url), wait=1) as db:
        db.lock_key("bbprops:test")
        db.lock_key("bbprops:test", shared=True)
        assert db.rows(f"SELECT id FROM users{db.dialect.for_update()}") == []
        held = db.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") if db.dialect.has_server else [(2,)]

    assert held == [(2,)]


def test_a_bulk_load_is_prepared_and_leaves_statistics(database: Database) -> None:
    with writing(parse(database.url)) as db:
        db.dialect.prepare_load(db.cursor)
        db.dialect.finish_load(db.cursor, "prop_markets", 0)
        if not db.dialect.has_server:
            assert db.rows("PRAGMA cache_size") == [(-262_144,)]


def test_engine_begins_a_transaction_once_with_the_settings_of_begin(database: Database) -> None:
    statements: list[str] = []
    read_only = engine(parse(database.url), read_only=True)
    with invocation.entered(Invocation(on_statement=statements.append)), read_only.begin() as connection:
        connection.exec_driver_sql("SELECT 1")

    # psycopg2 sends BEGIN itself, without a trace
    opening = {"postgresql": "SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY;SET LOCAL ", "sqlite": "BEGIN"}
    place = statements.index("SELECT 1") - 1
    assert statements[place].startswith(opening[database.kind])
