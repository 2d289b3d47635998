"""Whatever text goes in by the thousand comes out as it was."""

from bbprops_cli.db.session import driver_connection
from bbprops_cli.queries.bulk import Cursor, Spool
from tests.databases import Database

ROWS: list[tuple[str | None, float | None]] = [
    ("plain", 1.5), ("tab\there", None), ("\\N", 0.1), ("\\.", -1.0), ("line\nbreak\r\n", 1e-7), (None, 2.0),
    ('back\\slash "quoted", comma', 3.0), ("José 你好 🏈", 1e22),
]  # fmt: skip


def test_bulk_rows_come_back_as_they_went_in(database: Database) -> None:
    with database.session() as session:
        cursor = Cursor(driver_connection(session), database.kind)
        for rows in (ROWS[:1], ROWS):  # with nothing to escape, and with everything
            cursor.run("CREATE TEMP TABLE given (name text, line double precision)")
            cursor.insert("given", ("name", "line"), iter(rows))
            assert cursor.rows("SELECT name, line FROM given") == rows
            cursor.run("DROP TABLE given")


def test_a_spool_gives_back_more_than_memory_holds() -> None:
    rows = [["x" * 40_000, number / 3, None] for number in range(400)]
    with Spool() as spool:
        for row in rows:
            spool.add(row)

        assert len(spool) == 400
        assert list(spool) == rows
