"""Bulk inserts keep every character and the order of rows."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from bbprops_cli.db.connection import bulk
from bbprops_cli.db.connection.bulk import Spool
from bbprops_cli.db.connection.session import driver_db
from bbprops_cli.errors import InvalidInput
from tests.databases import Database

ROWS: list[tuple[str | None, float | None]] = [
    ("plain", 1.5), ("tab\there", None), ("\\N", 0.1), ("\\.", -1.0), ("line\nbreak\r\n", 1e-7), (None, 2.0),
    ('back\\slash "quoted", comma', 3.0), ("José 你好 🏈", 1e22),
]  # fmt: skip


def test_bulk_insert_keeps_every_character(database: Database) -> None:
    with database.session() as session:
        db = driver_db(session)
        for rows in (ROWS[:1], ROWS):  # the first needs no escapes, all of them need every escape
            db.run("CREATE TEMP TABLE given (name text, line double precision)")
            db.insert("given", ("name", "line"), iter(rows))
            assert db.rows("SELECT name, line FROM given") == rows
            db.run("DROP TABLE given")


@pytest.mark.parametrize("kind", ["postgresql"])
def test_bulk_insert_keeps_text_with_another_client_encoding(database: Database) -> None:
    with database.session() as session:
        db = driver_db(session)
        cast("Any", db.connection).set_client_encoding("LATIN1")
        db.run("CREATE TEMP TABLE given (name text, line double precision)")
        db.insert("given", ("name", "line"), iter(ROWS))
        hexed = [(name and name.encode().hex(),) for name, _ in ROWS]
        assert db.rows("SELECT encode(convert_to(name, 'UTF8'), 'hex') FROM given") == hexed


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK_ROWS", 2)
    monkeypatch.setattr(bulk, "CHUNKS_PER_PIECE", 2)


@pytest.mark.usefixtures("small_pieces")
def test_bulk_insert_of_many_chunks_keeps_the_order_of_rows(database: Database) -> None:
    with database.session() as session:
        db = driver_db(session)
        db.run("CREATE TEMP TABLE given (number integer)")
        for count in (0, 1, 4, 41):
            db.insert("given", ("number",), ((number,) for number in range(count)))
            assert db.rows("SELECT number FROM given") == [(number,) for number in range(count)]
            db.run("DELETE FROM given")


@pytest.mark.usefixtures("small_pieces")
def test_error_of_a_row_generator_is_raised_unchanged(database: Database) -> None:
    def broken() -> Iterator[tuple[int]]:
        yield from ((number,) for number in range(9))
        raise InvalidInput("The tenth is missing.")

    with database.session() as session:
        db = driver_db(session)
        db.run("CREATE TEMP TABLE given (number integer)")
        with pytest.raises(InvalidInput, match="tenth"):
            db.insert("given", ("number",), broken())


@pytest.mark.usefixtures("small_pieces")
def test_server_error_stops_reading_the_row_generator(database: Database) -> None:
    rows = iter([(number,) for number in (1, 1, *range(2, 100))])
    with database.session() as session:
        db = driver_db(session)
        db.run("CREATE TEMP TABLE given (number integer PRIMARY KEY)")
        with pytest.raises(Exception, match=r"(?i)unique"):
            db.insert("given", ("number",), rows)
    assert len(list(rows)) > 80


def test_spool_returns_all_rows_after_writing_them_to_disk() -> None:
    rows = [["x" * 40_000, number / 3, None] for number in range(400)]
    with Spool() as spool:
        for row in rows:
            spool.add(row)

        assert len(spool) == 400
        assert list(spool) == rows
