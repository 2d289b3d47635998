"""The rows that SQL leaves out of a comparison make no difference."""

import random
from datetime import UTC, datetime
from typing import Any

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.queries.snapshots import diff
from bbprops_cli.rules.props.line_movement import line_changes
from tests.databases import Database
from tests.factories import new_prop, new_snapshot

# Few values, so that alternate lines, duplicate rows, spellings and the ways to identify a game coincide.
CHOICES: dict[str, list[Any]] = {
    "player_name": ["Ada", "ada", "Bo"],
    "game_id": ["g", "h", None],
    "game_date": [None, *(datetime(2025, 10, 5, hour, tzinfo=UTC) for hour in (17, 18))],
    "team": [None, "SF"],
    "platform": ["x", "y"],
    "line": [1.5, 2.5, 3.5],
    "odds": [None, 2.0, 1.8],
    "under_odds": [None, 1.9],
    "extra_metadata": [{}, {"home_team": "SF", "away_team": "DAL"}],
}
PAIRS = 60


def test_a_comparison_in_sql_equals_one_of_all_rows_in_python(database: Database) -> None:
    chance = random.Random(5)
    with database.session() as work:
        for name in (f"{pair}-{side}" for pair in range(PAIRS) for side in "ab"):
            snapshot = new_snapshot(work, name)
            for number in range(chance.randrange(14)):
                values = {column: chance.choice(among) for column, among in CHOICES.items()}
                new_prop(work, snapshot_id=snapshot.id, external_id=str(number), **values)

    for pair in range(PAIRS):
        with reading(parse(database.url)) as db:
            sides = [diff.side(db, f"{pair}-{side}") for side in "ab"]
            found = line_changes(*diff.changed(db, *sides))
            everything = [
                [
                    diff._prop(diff._Row(*row))
                    for row in db.rows(
                        f"SELECT {', '.join(diff._Row._fields)} FROM ({diff._select(db, side)}) AS x",
                        side.parameters,
                    )
                ]
                for side in sides
            ]

        assert list(map(diff.row, found)) == list(map(diff.row, line_changes(*everything)))
