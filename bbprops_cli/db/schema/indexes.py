"""Indexes that PostgreSQL does not use, because the statement that built them was interrupted."""

from bbprops_cli.db.connection.database import begin_reading
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema.foreign_objects import TABLES
from bbprops_cli.errors import NotMigrated

_INVALID = {
    "postgresql": """
    SELECT quote_ident(i.relname), t.relname
      FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
     WHERE t.relnamespace = 'public'::regnamespace AND t.relname IN ({tables}) AND NOT (indisvalid AND indisready)
     ORDER BY 1
    """,
    "sqlite": "",  # SQLite builds an index within a transaction
}


def require_valid(where: Target) -> None:
    """Raise NotMigrated if an index of our tables is INVALID, with the statement that mends it."""
    query = _INVALID[where.dialect.name].format(tables=", ".join(f"'{table}'" for table in TABLES))
    if not query:
        return
    db = begin_reading(where, "READ COMMITTED")[0]
    found = db.rows(query)
    db.connection.close()
    if found:
        broken = ", ".join(f"{name} of {table}" for name, table in found)
        raise NotMigrated(
            f"The migrations are applied, but INVALID indexes are not used by any query: {broken}. A CREATE INDEX"
            " CONCURRENTLY or REINDEX CONCURRENTLY was interrupted.",
            hint=f"Run: {' '.join(_mended(name) for name, _ in found)}",
        )


def _mended(name: str) -> str:
    # What REINDEX leaves behind is a second index beside the one that is still valid.
    if "_ccnew" in name or "_ccold" in name:
        return f"DROP INDEX CONCURRENTLY public.{name};"
    return f"REINDEX INDEX CONCURRENTLY public.{name};"
