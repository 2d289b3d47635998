"""Objects on our tables that the migrations did not create, such as a trigger that skips the UPDATE of a lock.

Anyone with the privilege TRIGGER on a table can create one. Works for every role, without running the migrations.
"""

from typing import NamedTuple

from bbprops_cli.catalog import NOUNS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.schema.guards import GUARDS

TABLES = (*(noun.table for noun in NOUNS), "alembic_version")


class ForeignObject(NamedTuple):
    """A trigger, rule, policy or inheriting table that does not belong to bbprops, and how it can interfere."""

    name: str  # with kind and table: trigger snapshots.mine
    table: str
    problem: str


# Columns: kind, table, name. A view has a rule named _RETURN; ours are tables, so every rule is foreign.
_FOUND = {
    "postgresql": """
    WITH ours AS (
      SELECT oid, relname, relrowsecurity, relforcerowsecurity FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname IN ({tables})
    )
    SELECT 'trigger', relname, tgname FROM pg_trigger JOIN ours ON ours.oid = tgrelid WHERE NOT tgisinternal
    UNION ALL
    SELECT 'rule', relname, rulename FROM pg_rewrite JOIN ours ON ours.oid = ev_class
    UNION ALL
    SELECT 'policy', relname, polname FROM pg_policy JOIN ours ON ours.oid = polrelid
    UNION ALL
    SELECT 'row level security', relname, CASE WHEN relforcerowsecurity THEN 'forced' ELSE 'enabled' END
      FROM ours WHERE relrowsecurity OR relforcerowsecurity
    UNION ALL
    SELECT 'inheriting table', relname, inhrelid::regclass::text FROM pg_inherits JOIN ours ON ours.oid = inhparent
    ORDER BY 1, 2, 3
    """,
    # SQLite keeps the name of the table as it was typed.
    "sqlite": """
    SELECT type, lower(tbl_name), name FROM sqlite_master
     WHERE type = 'trigger' AND lower(tbl_name) IN ({tables}) ORDER BY 1, 2, 3
    """,
}
_PROBLEMS = {
    "trigger": "it does not belong to bbprops and can change or skip what is written to the table",
    "rule": "it does not belong to bbprops and can replace what is written to the table",
    "policy": "it does not belong to bbprops and can hide rows of the table",
    "row level security": "it can hide rows of the table",
    "inheriting table": "its rows count as rows of the table, but the guards do not protect them",
}


def find(db: Db) -> list[ForeignObject]:
    """The triggers, rules, policies and inheriting tables on our tables that do not belong to bbprops."""
    tables = ", ".join(f"'{table}'" for table in TABLES)
    found = (
        ForeignObject(f"{kind} {table}.{name}", table, _PROBLEMS[kind])
        for kind, table, name in db.rows(_FOUND[db.dialect.name].format(tables=tables))
    )
    return [each for each in found if each.name not in GUARDS[db.dialect.name]]
