"""Lists: filters, columns, counts and streams, the same on both databases."""

from typing import Any

import pytest

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request
from tests import factories
from tests.databases import Database
from tests.queries.board import holding, listed


def test_listed_values_have_equal_types_on_both_databases(database: Database) -> None:
    with database.session() as work:
        prop = factories.new_prop(work, extra_metadata={"raw": [1, 2.5, None]}, odds=None)
        identifier, created = str(prop.id), prop.created_at

    with reading(parse(database.url)) as db:
        (row,) = listed(db, Request(PROPS, fields="id,week,line,odds,is_active,extra_metadata,created_at"))

    assert row == (identifier, 5, 249.5, None, True, {"raw": [1, 2.5, None]}, created)
    assert [type(value) for value in row[:3]] == [str, int, float]
    assert str(row[-1].tzinfo) == "UTC"


def test_filters_accept_the_values_of_command_options(database: Database) -> None:
    with database.session() as work:
        for week, team in ((4, "KC"), (5, "KC"), (5, None)):
            factories.new_prop(work, f"Player {week} {team}", week=week, team=team)
    filters = (
        *listing.filters(league=["NFL", "NBA"], season="2025", week=5, team="", platform=[]),
        Filter("team", "is not null"),
        Filter("created_at", ">=", "-1d"),
        Filter("line", "between", (249, "250")),
    )

    with reading(parse(database.url)) as db:
        found = listed(db, Request(PROPS, filters=filters, fields="player_name"))

    assert found == [("Player 5 KC",)]


def test_scope_applies_to_every_branch_of_where(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, "On", is_active=True)
        factories.new_prop(work, "Off", is_active=False)

    with reading(parse(database.url)) as db:
        found = listed(db, Request(PROPS, "is_active", where="line = 1 or line > 2", fields="player_name"))

    assert found == [("On",)]


def test_where_value_is_a_parameter_and_never_part_of_the_sql(kind: str) -> None:
    statement = listing.statement_of(
        Request(PROPS, where="team = 'x; DROP TABLE users' and week = 5"), dialect_named(kind)
    )

    assert "DROP" not in statement.sql
    assert statement.parameters == ("x; DROP TABLE users", 5)


def test_fields_are_listed_once_in_the_requested_order(database: Database) -> None:
    with database.session() as work:
        factories.new_prop(work, "Ada")

    with reading(parse(database.url)) as db:
        page = listing.open_page(db, Request(PROPS, fields=" line,Player_Name , line"))
        rows = list(page)

    assert [column.name for column in page.columns] == ["line", "player_name"]
    assert rows == [(249.5, "Ada")]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (Request(PROPS, fields="plyer_name"), "--fields: column 'plyer_name' does not exist. Did you mean player_name"),
        (Request(PROPS, sort="-odd"), "--sort: column 'odd' does not exist. Did you mean odds?"),
        (Request(PROPS, where="player = x"), "--where: column 'player' does not exist. Did you mean player_name?"),
        (Request(PROPS, sort="extra_metadata"), "--sort: extra_metadata holds JSON and has no order"),
        (Request(PROPS, sort="line,"), "--sort: column '' does not exist."),
    ],
)
def test_unknown_column_gets_a_suggestion(wanted: Request, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        listing.statement_of(wanted, SQLITE)

    assert str(caught.value).startswith(sentence)
    assert "id, snapshot_id, week" in caught.value.hint or "JSON" in sentence


def test_count_covers_the_whole_list_on_every_page(database: Database) -> None:
    with database.session() as work:
        for number in range(5):
            factories.new_prop(work, f"Player {number}", week=number)

    with reading(parse(database.url)) as db:
        request = Request(PROPS, where="week > 0", limit=2)
        first = listing.open_page(db, request)
        list(first)
        second = listing.open_page(db, request._replace(after=first.next_token or ""))

        assert (first.count(), second.count()) == (4, 4)


@pytest.mark.parametrize("limit", [0, 4500])
def test_long_list_streams_in_batches_without_losing_rows(database: Database, limit: int) -> None:
    with holding(database, []) as db:
        db.connection.cursor().execute(_numbered(database.kind, 4501))
        page = listing.open_page(db, Request(PROPS, fields="line", sort="line", limit=limit))
        found = [line for (line,) in page]

        assert found == [float(number) for number in range(1, 1 + (limit or 4501))]
        assert (page.next_token is None) is (limit == 0)
        assert page.count() == 4501


def test_counting_stops_after_ten_thousand(database: Database) -> None:
    with holding(database, []) as db:
        db.connection.cursor().execute(_numbered(database.kind, 10_050))

        assert listing.open_page(db, Request(PROPS, limit=1)).count() == listing.COUNTED_ROWS + 1


def _numbered(kind: str, number: int) -> str:
    numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
    identifier = "md5(i::text)::uuid" if kind == "postgresql" else "printf('%032x', i)"
    return (
        "INSERT INTO prop_markets (id, league, player_name, market_type, line, platform, external_id, extra_metadata)"
        f" {numbers.format(number=number)} SELECT {identifier}, 'NFL', 'P', 'yards', i, 'manual', i, '{{}}' FROM n"
    )


def test_sqlite_value_that_is_not_a_time_is_named(tmp_path: Any) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / "odd.db")
    connection.execute("CREATE TABLE prop_markets (id, game_date)")
    connection.execute("INSERT INTO prop_markets VALUES (?, 'soon')", ("0" * 32,))

    with pytest.raises(InvalidInput, match=r"game_date of .* holds 'soon', which is not a valid instant"):
        list(listing.open_page(Db(connection, SQLITE), Request(PROPS, fields="game_date", sort="id")))
