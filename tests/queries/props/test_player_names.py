from hypothesis import given

from bbprops_cli.queries.props import player_names
from tests.databases import Database
from tests.queries.board import MANY, ROWS, Row, holding


@MANY
@given(rows=ROWS)
def test_player_names_are_distinct_and_ordered_by_code_point(database: Database, rows: list[Row]) -> None:
    with holding(database, rows) as db:
        found = player_names.everyone(db)

    assert found == sorted({row["player_name"] for row in rows})
