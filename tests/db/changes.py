"""Changes behind the back of the migrations."""

from contextlib import closing

from tests.databases import Database


def edit_table(database: Database, table: str, old: str, new: str) -> None:
    """Rewrite the text of a SQLite table, since it cannot be altered."""
    with closing(database.connect()) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?)"
        assert connection.execute(change, (old, new, table, old)).rowcount == 1
