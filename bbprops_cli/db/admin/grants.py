"""Roles of a PostgreSQL database with the least privileges, as idempotent SQL.

They cannot log in: a user that can becomes a member of one. Locks hold against all of them except the owner.
"""

import re

from bbprops_cli.catalog import NOUNS
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema.guards import GUARDS
from bbprops_cli.errors import UsageError

KEPT = ("snapshot_lock_events", "bbprops_meta", "alembic_version")  # written by guards and the owner alone
WRITTEN = tuple(noun.table for noun in NOUNS if noun.table not in KEPT)
UNLOCK = "bbprops_unlock_snapshot(text, text)"
ROLES = {
    "owner": "migrates, resets and restores; can get past a lock, so nothing that serves requests may be a member",
    "app": "the API",
    "cron": "imports, and locks due snapshots",
    "analyst": "reads, and backs up",
    "admin": "the API, and may also unlock snapshots",
}


def statements(where: Target, prefix: str) -> list[str]:
    """The SQL that creates the roles with their exact privileges, to be run by the owner of the tables or a superuser.

    Empty for SQLite, which has no roles. Raises UsageError for a prefix that cannot be part of a name.
    """
    if not where.dialect.has_server:
        return []
    if not re.fullmatch("[a-z_][a-z0-9_]{0,50}", prefix):
        raise UsageError(
            f"--prefix {prefix!r} is not a valid beginning of a role name",
            hint="Use lower-case letters, digits and _.",
        )
    role = {name: f"{prefix}_{name}" for name in ROLES}
    others = ", ".join(name for key, name in role.items() if key != "owner")
    writers = ", ".join(role[key] for key in ("app", "cron", "admin"))
    database = '"' + where.database.replace('"', '""') + '"'
    return [
        *(_create(name) for name in role.values()),
        f"GRANT {role['owner']} TO CURRENT_USER",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT CREATE ON DATABASE {database} TO {role['owner']}",
        f"GRANT ALL ON SCHEMA public TO {role['owner']}",
        *(f"ALTER TABLE public.{table} OWNER TO {role['owner']}" for table in (*WRITTEN, *KEPT)),
        *(f"ALTER FUNCTION public.{function} OWNER TO {role['owner']}" for function in _functions()),
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {others}",
        f"GRANT USAGE ON SCHEMA public TO {others}",
        f"REVOKE ALL ON {_tables(*WRITTEN, *KEPT)} FROM {others}",
        f"GRANT SELECT ON {_tables(*WRITTEN, *KEPT)} TO {others}",
        f"GRANT SELECT ON SEQUENCE public.snapshot_lock_events_id_seq TO {others}",  # pg_dump reads it
        f"GRANT INSERT, UPDATE, DELETE ON {_tables(*WRITTEN)} TO {writers}",
        f"REVOKE ALL ON FUNCTION public.{UNLOCK} FROM PUBLIC, {others}",
        f"GRANT EXECUTE ON FUNCTION public.{UNLOCK} TO {role['admin']}",
    ]


def _create(role: str) -> str:
    missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
    return f"DO $$BEGIN IF {missing} THEN CREATE ROLE {role} NOLOGIN; END IF; END$$"


def _functions() -> list[str]:
    return [name.removeprefix("function ") for name in GUARDS["postgresql"] if name.startswith("function ")]


def _tables(*names: str) -> str:
    return ", ".join(f"public.{name}" for name in names)
