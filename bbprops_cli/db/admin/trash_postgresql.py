"""Trash on PostgreSQL: a schema that the tables are moved into, which takes 0.1 s at any size."""

import json
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli.db.admin.trash_backend import Trash, describe_tables, has_rows, stamp, time_of
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import structure

if TYPE_CHECKING:
    from sqlalchemy import Connection

PREFIX = "bbprops_trash_"
WORDS = {"function": "ROUTINE", "type": "TYPE"}  # ALTER TABLE moves views and sequences as well


def move_to_trash(connection: "Connection", _where: Target, items: list[structure.Item], *, dry_run: bool) -> str:  # noqa: ARG001 - the backend of SQLite needs it
    """Move these items into a new schema that only its owner may use."""
    name = PREFIX + stamp()
    connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    _move(connection, items, "public", name)
    return name


def complete(connection: "Connection", name: str) -> None:
    """Revoke every privilege to write from everybody, the owner included, because views have followed their tables.

    The comment of the schema keeps the privileges for `restore`.
    """
    rights = [Right(*row) for row in connection.exec_driver_sql(WRITE_RIGHTS, (name,))]
    connection.exec_driver_sql(f"COMMENT ON SCHEMA {name} IS %s", (json.dumps(rights),))
    for right in rights:
        connection.exec_driver_sql(f"REVOKE {right.on(name)} FROM {right.grantee} CASCADE")


def restore(connection: "Connection", name: str) -> None:
    """Move every item back to schema public, with its privileges, and drop the empty schema."""
    _move(connection, _items(connection, name), name, "public")
    kept = connection.exec_driver_sql("SELECT obj_description((%s)::regnamespace, 'pg_namespace')", (name,)).scalar()
    roles = {"PUBLIC", *connection.exec_driver_sql("SELECT quote_ident(rolname) FROM pg_roles").scalars()}
    for right in (Right(*each) for each in json.loads(kept or "[]")):
        if right.grantee in roles:  # a role may have been dropped meanwhile
            option = " WITH GRANT OPTION" if right.grantable else ""
            connection.exec_driver_sql(f"GRANT {right.on('public')} TO {right.grantee}{option}")
    connection.exec_driver_sql(f"DROP SCHEMA {name}")


class Right(NamedTuple):
    """A privilege on an object: the word of a GRANT, names as SQL, and whether the grantee may pass it on."""

    word: str
    name: str
    part: str  # the columns, if it is not on the whole object
    grantee: str
    privilege: str
    grantable: bool

    def on(self, schema: str) -> str:
        """The privilege and its object, as GRANT and REVOKE take them."""
        return f"{self.privilege}{self.part} ON {self.word} {schema}.{self.name}"


def _items(connection: "Connection", schema: str) -> list[structure.Item]:
    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql(f"SET LOCAL search_path = {schema}")
        items = [item for item in structure.read(connection) if not item.table]
        savepoint.rollback()
    return items


def _move(connection: "Connection", items: list[structure.Item], source: str, to: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for kind, _, name in items:
        quoted = name if kind == "function" else quote(name)
        connection.exec_driver_sql(f"ALTER {WORDS.get(kind, 'TABLE')} {source}.{quoted} SET SCHEMA {to}")


def carry_over_rights(connection: "Connection", name: str) -> list[str]:
    """Give the new tables the owners and grants of those in the trash; the dependents of the latter."""
    for query in (OWNERS, RIGHTS):
        for statement in connection.exec_driver_sql(query, (name,)).scalars().all():
            connection.exec_driver_sql(statement)
    return dependents(connection, name)


# Objects that have an owner and grants, in the trash and in public: the word of a GRANT, the name, the access list.
OBJECTS = """
WITH relations AS (
  SELECT c.oid, relnamespace AS schema, relowner AS owner,
         CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS word, quote_ident(relname) AS name,
         coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, relowner)) AS acl
    FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
), objects AS (
  SELECT schema, owner, word, name, '' AS part, acl FROM relations
  UNION ALL
  SELECT schema, owner, word, name, ' (' || quote_ident(attname) || ')', attacl
    FROM relations JOIN pg_attribute ON attrelid = oid WHERE attacl IS NOT NULL
  UNION ALL
  SELECT pronamespace, proowner, 'ROUTINE', quote_ident(proname) || '(' || oidvectortypes(proargtypes) || ')', '',
         coalesce(proacl, acldefault('f', proowner))
    FROM pg_proc
), old AS (
  SELECT * FROM objects WHERE schema = (%s)::regnamespace
), new AS (
  SELECT * FROM objects WHERE schema = 'public'::regnamespace
)
"""
# A sequence that belongs to a column changes owner with its table.
OWNERS = f"""{OBJECTS}
SELECT format('ALTER %%s public.%%s OWNER TO %%I', word, name, pg_get_userbyid(old.owner))
  FROM old JOIN new USING (word, name, part)
 WHERE old.owner <> new.owner AND word <> 'SEQUENCE' AND part = ''
"""  # noqa: S608 - both parts are constants
RIGHTS = f"""{OBJECTS}
, had AS (SELECT word, name, part, grantee, privilege_type, is_grantable FROM old, aclexplode(acl))
, has AS (SELECT word, name, part, grantee, privilege_type, is_grantable FROM new, aclexplode(acl))
, changes AS (
  SELECT 1 AS step, * FROM (TABLE has EXCEPT TABLE had) AS added WHERE (word, name) IN (SELECT word, name FROM old)
  UNION ALL
  SELECT 2, * FROM (TABLE had EXCEPT TABLE has) AS lost WHERE (word, name) IN (SELECT word, name FROM new)
)
SELECT concat(CASE step WHEN 1 THEN 'REVOKE ' ELSE 'GRANT ' END, privilege_type, part, ' ON ', word, ' public.', name,
              CASE step WHEN 1 THEN ' FROM ' ELSE ' TO ' END,
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
              CASE WHEN step = 2 AND is_grantable THEN ' WITH GRANT OPTION' END)
  FROM changes ORDER BY step
"""  # noqa: S608 - both parts are constants


# What lets anybody change the trash. The owner keeps the right to call its own functions and to count with sequences.
WRITE_RIGHTS = f"""{OBJECTS}
SELECT word, name, part, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
       privilege_type, is_grantable
  FROM old, aclexplode(acl)
 WHERE privilege_type NOT IN ('SELECT', 'MAINTAIN') AND (word = 'TABLE' OR grantee <> owner)
"""  # noqa: S608 - both parts are constants


def dependents(connection: "Connection", name: str) -> list[str]:
    """Views, foreign keys and functions outside bbprops that refer to tables in this schema."""
    return list(connection.exec_driver_sql(DEPENDENTS, {"schema": name}).scalars()) if name else []


DEPENDENTS = """
WITH inside AS (SELECT oid FROM pg_class WHERE relnamespace = (%(schema)s)::regnamespace)
SELECT DISTINCT CASE WHEN r.oid IS NULL THEN pg_describe_object(d.classid, d.objid, 0)
                     ELSE pg_describe_object('pg_class'::regclass, r.ev_class, 0) END
  FROM pg_depend d
  LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
  LEFT JOIN pg_constraint c ON d.classid = 'pg_constraint'::regclass AND c.oid = d.objid
  LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
 WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM inside) AND d.deptype = 'n'
   AND (r.ev_class NOT IN (SELECT oid FROM inside) OR c.conrelid NOT IN (SELECT oid FROM inside)
        OR p.pronamespace <> (%(schema)s)::regnamespace)
 ORDER BY 1
"""


def names(connection: "Connection", _where: Target) -> list[str]:
    """The names of the schemas in the trash, oldest first."""
    names = connection.exec_driver_sql("SELECT nspname FROM pg_namespace ORDER BY nspname").scalars()
    return [name for name in names if name.startswith(PREFIX) and time_of(name)]


def describe(connection: "Connection", name: str) -> Trash:
    """One piece of trash."""
    size = connection.exec_driver_sql(SIZE, (name,)).scalar_one()
    return describe_tables(connection, name, _tables(connection, name), size=int(size), schema=name)


def _tables(connection: "Connection", name: str) -> list[str]:
    return [item.name for item in _items(connection, name) if item.type == "table"]


def is_empty(connection: "Connection", name: str) -> bool:
    """True if all tables of the piece, except bbprops_meta, are empty."""
    return not has_rows(connection, _tables(connection, name), schema=name)


def readers(connection: "Connection", name: str) -> list[str]:
    """The sessions that have locks on tables in this schema."""
    return list(connection.exec_driver_sql(READERS, (name,)).scalars())


READERS = """
SELECT DISTINCT concat(coalesce(nullif(application_name, ''), 'a session of ' || usename), ' (pid ', pid, ')')
  FROM pg_locks JOIN pg_stat_activity USING (pid)
 WHERE relation IN (SELECT oid FROM pg_class WHERE relnamespace = (%s)::regnamespace)
   AND granted AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'
"""


SIZE = """
SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class
 WHERE relnamespace = (%s)::regnamespace AND relkind IN ('r', 'm', 'S')
"""


def destroy(connection: "Connection", name: str) -> None:
    """Drop the schema, in the caller's transaction."""
    connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


def mark_restored(_connection: "Connection", _name: str) -> None:
    """Nothing to do: `restore` drops the schema in the same transaction."""


def restored(_connection: "Connection", _where: Target) -> str:
    """None, for the same reason."""
    return ""


def finish_undo(_where: Target, *, dry_run: bool) -> str:  # noqa: ARG001 - the backend of SQLite needs it
    """Nothing to do: an undo is one transaction."""
    return ""
