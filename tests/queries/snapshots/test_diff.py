"""The rows that SQL leaves out of a comparison make no difference, and a comparison of many props needs no memory."""

import random
import tracemalloc
from datetime import UTC, datetime
from typing import Any

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.queries.snapshots import diff
from tests.databases import Database
from tests.factories import new_prop, new_snapshot
from tests.rules.props.test_line_movement import line_changes

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
            found = list(diff.in_report_order(diff.changes(db, *sides)))
            everything = [
                [
                    diff._prop(row)
                    for row in db.rows(
                        f"SELECT {', '.join(diff._Row._fields)} FROM ({diff._select(db, side)}) AS x",
                        side.parameters,
                    )
                ]
                for side in sides
            ]

        assert found == list(map(diff.row, line_changes(*everything)))


NUMBERS = {
    "postgresql": "SELECT n FROM generate_series(1, %s) AS n",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %s) SELECT n FROM s",
}
NEW_ID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}


def moved(database: Database, name: str, props: int) -> None:
    """Commit two snapshots with that many props each, which all have another line in the second one."""
    with database.session() as work:
        pair = [(str(new_snapshot(work, f"{name}-{side}").id), line) for side, line in (("a", 1.5), ("b", 2.5))]
    for identifier, line in pair:
        database.rows(
            "INSERT INTO prop_markets (id, snapshot_id, league, player_name, market_type, line, platform, external_id)"
            f" SELECT {NEW_ID[database.kind]}, %s, 'NFL', 'Ada', 'market ' || n, %s, 'x', 'e' || n"
            f" FROM ({NUMBERS[database.kind]}) AS numbers",
            *(identifier if database.kind == "postgresql" else identifier.replace("-", ""), line, props),
        )
    database.rows("ANALYZE")  # as an import does


def peak(database: Database, name: str) -> int:
    """The largest number of bytes that a comparison takes at one time."""
    tracemalloc.start()
    try:
        with reading(parse(database.url)) as db:
            found = diff.in_report_order(diff.changes(db, diff.side(db, f"{name}-a"), diff.side(db, f"{name}-b")))
        sum(1 for _ in found)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_of_a_comparison_does_not_grow_with_the_props(database: Database) -> None:
    moved(database, "small", 2 * diff.BATCH)
    moved(database, "large", 6 * diff.BATCH)
    peak(database, "small")  # fills the caches of names

    assert peak(database, "large") < 1.3 * peak(database, "small")
