"""Facts about the database in use, for a person who operates it."""

from typing import NamedTuple

from bbprops_cli import settings
from bbprops_cli.db.admin import doctor, facts
from bbprops_cli.db.connection.target import target


class Info(NamedTuple):
    """What `db info` shows, in the order of its columns."""

    target: str
    server: str
    environment: str
    revision: str
    bytes: int
    rows: dict[str, int]
    estimated: list[str]
    pool_size: int
    max_overflow: int
    replica: str


def read() -> Info:
    """Server, size and rows of the database, and whether its replica keeps up."""
    where, known = target(), settings.current()
    found = facts.overview(where)
    return Info(
        str(where),
        found.version,
        found.environment,
        found.revision,
        found.bytes,
        {table.table: table.rows for table in found.tables},
        [table.table for table in found.tables if not table.exact],
        known.number("DATABASE_POOL_SIZE"),
        known.number("DATABASE_MAX_OVERFLOW"),
        doctor.replica_of(where).value,
    )
