"""The time of an import into a database that was never analysed grows with its rows, not with their square."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.queries.props import imports
from bbprops_cli.queries.props.import_deactivation import extents
from bbprops_cli.queries.props.import_rows import Loaded
from bbprops_cli.rules.props.prop import CONTENT, Prop
from tests.databases import Database

pytestmark = pytest.mark.parametrize("kind", ["postgresql"])
EMPTY: dict[str, Any] = dict.fromkeys(CONTENT) | {
    "period": "full",
    "variant": "standard",
    "is_active": True,
    "extra_metadata": {},
}
ANALYSED = "SELECT reltuples FROM pg_class WHERE relname = 'prop_markets'"


def props(rows: int, line: float, skipped: int = 0) -> Iterator[Prop]:
    """Props of games with a hundred players; with another line each of them has moved."""
    for number in range(skipped, rows):
        known = {"player_name": f"Player {number}", "line": line, "external_id": f"{number}-{line}"}
        of_game = {"league": "NFL", "market_type": "receptions", "game_id": f"g{number // 100}"}
        yield Prop(**{**EMPTY, **known, **of_game, "platform": f"book{rows}"})


def load(db: Db, given: list[Prop], *, sync: bool) -> Loaded:
    covered = {extents(prop)[0] for prop in given} if sync else None
    return imports.load(db, iter(given), snapshot=None, on_conflict="update", covered=covered)


def seconds(database: Database, rows: int, line: float, *, sync: bool, skipped: int = 0) -> float:
    given = list(props(rows, line, skipped))
    began = time.perf_counter()
    with writing(parse(database.url), touches=()) as db:
        load(db, given, sync=sync)
    return time.perf_counter() - began


@pytest.mark.slow
@pytest.mark.parametrize("sync", [False, True], ids=["plain", "sync"])
def test_import_without_statistics_does_not_take_the_square(
    database: Database, monkeypatch: pytest.MonkeyPatch, sync: bool
) -> None:
    monkeypatch.setattr("bbprops_cli.db.connection.postgresql.PostgreSQL.finish_load", lambda *_: None)
    database.rows("ALTER TABLE prop_markets SET (autovacuum_enabled = false)")
    took: dict[str, dict[int, float]] = {"first": {}, "again": {}, "fewer": {}, "moved": {}}
    for rows in (5_000, 20_000):
        took["first"][rows] = seconds(database, rows, 4.5, sync=sync)
        took["again"][rows] = seconds(database, rows, 4.5, sync=sync)
        took["fewer"][rows] = seconds(database, rows, 4.5, sync=sync, skipped=rows // 4)
        took["moved"][rows] = seconds(database, rows, 5.5, sync=sync, skipped=rows // 4)

    assert database.rows(ANALYSED) == [(-1,)]
    for name, times in took.items():
        assert times[20_000] < 10 * times[5_000], (name, took)


@pytest.mark.parametrize(("statistics", "nested_loops"), [(False, "off"), (True, "on")])
def test_without_statistics_the_staging_table_is_never_joined_in_a_nested_loop(
    database: Database, monkeypatch: pytest.MonkeyPatch, statistics: bool, nested_loops: str
) -> None:
    """The release of the server decides which plans it may choose from, so the setting is what is looked at."""
    plain, settings = Db._execute, []

    def execute(self: Db, sql: str, parameters: Iterable[object]) -> None:
        if "incoming i" in sql and "outgoing" not in sql:
            plain(self, "SHOW enable_nestloop", ())
            settings.append((sql.split(maxsplit=1)[0], self.cursor.fetchall()[0][0]))
        plain(self, sql, parameters)

    database.rows("ALTER TABLE prop_markets SET (autovacuum_enabled = false)")
    seconds(database, 100, 4.5, sync=False)
    database.rows("ANALYZE prop_markets" * statistics or "SELECT 1")
    monkeypatch.setattr(Db, "_execute", execute)
    with writing(parse(database.url), touches=()) as db:
        load(db, [*props(100, 4.5, 50), *props(100, 5.5, 50)], sync=True)
        assert db.rows("SHOW enable_nestloop") == [("on",)]

    assert settings == [(verb, nested_loops) for verb in ("SELECT", "SELECT", "SELECT", "INSERT")]


@pytest.mark.parametrize(("rows", "analysed"), [(2_000, True), (100, False)])
def test_first_large_load_leaves_statistics(database: Database, rows: int, analysed: bool) -> None:
    database.rows("ALTER TABLE prop_markets SET (autovacuum_enabled = false)")

    seconds(database, rows, 4.5, sync=False)

    assert database.rows(ANALYSED) == [(rows if analysed else -1,)]


def test_later_loads_leave_statistics_to_autovacuum(database: Database) -> None:
    database.rows("ALTER TABLE prop_markets SET (autovacuum_enabled = false)")
    seconds(database, 2_000, 4.5, sync=False)

    seconds(database, 4_000, 4.5, sync=False)

    assert database.rows(ANALYSED) == [(2_000,)]


def test_load_does_not_wait_for_another_analyze(database: Database) -> None:
    other = database.connect()
    other.cursor().execute("BEGIN; LOCK TABLE prop_markets IN SHARE UPDATE EXCLUSIVE MODE")

    assert seconds(database, 2_000, 4.5, sync=False) < 10
    other.close()
    assert database.rows(ANALYSED) == [(-1,)]
