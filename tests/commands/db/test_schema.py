"""`db schema`."""

import re
import sqlite3

from sqlmodel import SQLModel

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import structure
from tests.conftest import Run
from tests.databases import Database


def test_schema_sql_creates_the_schema_of_the_migrations(
    run: Run, database: Database, empty_database: Database
) -> None:
    result = run("db", "schema")

    if empty_database.kind == "sqlite":
        connection = sqlite3.connect(empty_database.name)
        connection.executescript(result.stdout)
        connection.close()
    else:
        empty_database.rows(result.stdout)
    with structure.looking(parse(database.url)) as made, structure.looking(parse(empty_database.url)) as written:
        assert structure.compare(structure.read(made), structure.read(written)) == []
    assert (result.exit_code, result.stderr) == (0, "")
    assert empty_database.rows("SELECT * FROM alembic_version") == database.rows("SELECT * FROM alembic_version")


def test_schema_mermaid_has_every_table_column_and_reference(run_here: Run) -> None:
    result = run_here("db", "schema", "--format", "mermaid")

    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "erDiagram"
    for table in SQLModel.metadata.sorted_tables:
        start = lines.index(f"    {table.name} {{")
        attributes = lines[start + 1 : start + 1 + len(table.columns)]
        assert [line.split()[1] for line in attributes] == [column.name for column in table.columns]
        assert all(re.fullmatch(r' +\w+ \w+( [PFUK, ]+)?( "[^"]+")?', line) for line in attributes)
    assert '    users ||--o{ saved_slips : "user_id"' in lines
    assert '    snapshots |o--o{ prop_markets : "snapshot_id"' in lines
