"""A `Db` runs the same statement on both databases."""

import pytest

from bbprops_cli.db.connection.database import begin_sql
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.connection.writing import writing
from tests.databases import Database


def test_run_says_how_many_rows_changed(database: Database) -> None:
    with writing(parse(database.url)) as db:
        assert db.run("INSERT INTO bbprops_meta (key, value) VALUES (%s, %s), (%s, %s)", ("a", "1", "b", "2")) == 2
        assert db.run("DELETE FROM bbprops_meta WHERE key = %s", ("a",)) == 1
        assert db.rows("SELECT key, value FROM bbprops_meta WHERE key IN ('a', 'b')") == [("b", "2")]


def test_without_parameters_a_percent_sign_is_a_percent_sign(database: Database) -> None:
    with reading(parse(database.url)) as db:
        assert db.rows("SELECT 'a' LIKE 'a%' AS found") in ([(True,)], [(1,)])


@pytest.mark.parametrize("rows", [0, 1, 6, 7])
def test_a_stream_gives_every_row_once_in_batches(database: Database, rows: int) -> None:
    numbers = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 7) SELECT i FROM n WHERE i <= %s"
    )
    with reading(parse(database.url)) as db:
        batches = list(db.stream(numbers, (rows,), batch=3, opening=db.dialect.in_utc))
        assert db.rows("SELECT 1") == [(1,)]

    assert [number for batch in batches for (number,) in batch] == list(range(1, rows + 1))
    assert all(len(batch) <= 3 for batch in batches)


def test_a_stream_goes_on_while_another_statement_runs(database: Database) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n"
    found = []
    with reading(parse(database.url)) as db:
        for batch in db.stream(numbers, batch=2):
            assert db.rows("SELECT 1") == [(1,)]
            found += [number for (number,) in batch]

    assert found == list(range(1, 10))


def test_a_temporary_table_is_filled_and_read(database: Database) -> None:
    with writing(parse(database.url)) as db:
        db.create_temp("given", "SELECT key, value FROM bbprops_meta")
        db.insert("given", ("key", "value"), iter([("a", "1"), ("b", None)]))
        assert db.rows("SELECT key, value FROM given ORDER BY key") == [("a", "1"), ("b", None)]


def test_a_read_only_setting_makes_every_transaction_read_only(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = begin_sql(dialect_named(kind), read_only=False)
    monkeypatch.setenv("BBPROPS_READ_ONLY", "1")

    assert begin_sql(dialect_named(kind), read_only=False) != writes
    assert begin_sql(dialect_named(kind), read_only=False) == begin_sql(dialect_named(kind), read_only=True)
