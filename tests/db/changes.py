"""Changes of a schema without a migration."""

from contextlib import closing

from tests.databases import Database


def edit_table(database: Database, table: str, old: str, new: str) -> None:
    """Rewrite the definition of a SQLite table, which ALTER TABLE cannot change."""
    with closing(database.connect()) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?)"
        assert connection.execute(change, (old, new, table, old)).rowcount == 1
