"""Roles of a PostgreSQL database with the least privileges, as idempotent SQL.

They cannot log in: a user that can becomes a member of one. Locks hold against all of them except the owner.
"""

import re

from bbprops_cli.catalog import NOUNS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema.guards import GUARDS
from bbprops_cli.errors import UsageError

KEPT = ("snapshot_lock_events", "bbprops_meta", "alembic_version")  # written by guards and the owner alone
WRITTEN = tuple(noun.table for noun in NOUNS if noun.table not in KEPT)
OF_PEOPLE = ("users", "experiments", "saved_slips")  # nothing that runs without a person writes these
VIEW = "users_pseudonymous"  # without names, addresses and ids of other services
UNLOCK = "bbprops_unlock_snapshot(text, text)"
ROLES = {
    "owner": "migrates, resets and restores; can get past a lock, so nothing that serves requests may be a member",
    "app": "the API",
    "cron": "imports, prunes, and locks due snapshots; cannot change or erase people",
    "analyst": "reads everything except who the users are",
    "backup": "reads everything, for bbprops db backup",
    "admin": "the API, and may also unlock snapshots",
}
SHARED = """
SELECT DISTINCT datname FROM pg_shdepend JOIN pg_database d ON d.oid = dbid
 WHERE refclassid = 'pg_authid'::regclass AND refobjid = to_regrole(%s) AND datname <> current_database() ORDER BY 1
"""


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
    database = '"' + where.database.replace('"', '""') + '"'
    return [
        *(_create(name) for name in role.values()),
        f"GRANT {role['owner']} TO CURRENT_USER",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT CREATE ON DATABASE {database} TO {role['owner']}",
        f"GRANT ALL ON SCHEMA public TO {role['owner']}",
        *(f"ALTER TABLE public.{table} OWNER TO {role['owner']}" for table in (*WRITTEN, *KEPT, VIEW)),
        *(f"ALTER FUNCTION {function} OWNER TO {role['owner']}" for function in _functions()),
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {others}",
        f"GRANT USAGE ON SCHEMA public TO {others}",
        *_on_tables(role, others),
        f"REVOKE ALL ON FUNCTION {', '.join(_functions())} FROM PUBLIC, {others}",
        f"GRANT EXECUTE ON FUNCTION public.{UNLOCK} TO {role['admin']}",
        *_by_default(role),
    ]


def _on_tables(role: dict[str, str], others: str) -> list[str]:
    """Exactly the privileges of each role on the tables that exist; nothing is left to PUBLIC."""
    everything = _tables(*WRITTEN, *KEPT, VIEW)
    anonymous = _tables(*(name for name in (*WRITTEN, *KEPT, VIEW) if name != "users"))
    sequence = "SEQUENCE public.snapshot_lock_events_id_seq"
    return [
        f"REVOKE ALL ON {everything} FROM PUBLIC, {others}",
        f"REVOKE ALL ON {sequence} FROM PUBLIC, {others}",
        f"GRANT SELECT ON {everything} TO {_some(role, 'app', 'cron', 'backup', 'admin')}",
        f"GRANT SELECT ON {anonymous} TO {role['analyst']}",
        f"GRANT SELECT (id) ON public.users TO {role['analyst']}",  # to count them
        f"GRANT SELECT ON {sequence} TO {others}",  # pg_dump reads it
        f"GRANT INSERT, UPDATE, DELETE ON {_tables(*WRITTEN)} TO {_some(role, 'app', 'admin')}",
        f"GRANT INSERT, UPDATE, DELETE ON {_tables(*(t for t in WRITTEN if t not in OF_PEOPLE))} TO {role['cron']}",
    ]


def _by_default(role: dict[str, str]) -> list[str]:
    """The privileges on what the owner creates later, in migrations."""
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {role['owner']}"
    writers = _some(role, "app", "cron", "admin")
    return [
        f"{default} IN SCHEMA public GRANT SELECT ON TABLES TO {writers}, {_some(role, 'analyst', 'backup')}",
        f"{default} IN SCHEMA public GRANT INSERT, UPDATE, DELETE ON TABLES TO {writers}",
        f"{default} IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO {writers}",
        f"{default} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {_some(role, 'analyst', 'backup')}",
        f"{default} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    ]


def sharing(db: Db, prefix: str) -> list[str]:
    """The other databases of the server in which the role of administrators has privileges, too.

    Roles belong to the whole server: a member may unlock snapshots in each of these databases.
    """
    return [name for (name,) in db.rows(SHARED, (f"{prefix}_admin",))]


def _some(role: dict[str, str], *keys: str) -> str:
    return ", ".join(role[key] for key in keys)


def _create(role: str) -> str:
    missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
    return f"DO $$BEGIN IF {missing} THEN CREATE ROLE {role} NOLOGIN; END IF; END$$"


def _functions() -> list[str]:
    return [name.replace("function ", "public.") for name in GUARDS["postgresql"] if name.startswith("function ")]


def _tables(*names: str) -> str:
    return ", ".join(f"public.{name}" for name in names)
