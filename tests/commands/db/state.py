"""What tests of several commands of `db` ask of a database, or set in it."""

from pathlib import Path

from tests.databases import Database


def users(database: Database) -> int:
    """The number of users."""
    return int(database.rows("SELECT count(*) FROM users")[0][0])


def name_of(database: Database) -> str:
    """The name that confirms."""
    return Path(database.name).name


def set_label(database: Database, label: str) -> None:
    """Set the environment label of a database without one."""
    database.rows("INSERT INTO bbprops_meta VALUES ('environment', %s)", label)
