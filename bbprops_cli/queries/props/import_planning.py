"""Plans of the statements that compare a staging table with stored props."""

from collections.abc import Iterator
from contextlib import contextmanager

from bbprops_cli.db.connection.database import Db

HAS_STATISTICS = "SELECT reltuples > 0 FROM pg_class WHERE oid = to_regclass('prop_markets')"


@contextmanager
def hash_joins(db: Db) -> Iterator[None]:
    """Keep PostgreSQL from nested loops inside the block, as long as it has no statistics of the props.

    Without them it takes a board for one row, and reads the whole staging table for each prop of it: 20,000 rows took
    27 s instead of 1.5. With them it looks up a few staged rows by index, where a hash join would read the whole board.
    SQLite always uses the indexes of the staging table.
    """
    if not db.dialect.has_server or db.rows(HAS_STATISTICS) == [(True,)]:
        yield
        return
    db.run("SET LOCAL enable_nestloop = off")
    yield
    db.run("SET LOCAL enable_nestloop TO DEFAULT")  # not after a failure, which ends the transaction anyway


def analyse_staged(db: Db, table: str) -> None:
    """Compute the statistics of a temporary table, which autovacuum never does."""
    if db.dialect.has_server:
        db.run(f"ANALYZE {table}")
