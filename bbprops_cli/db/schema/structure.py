"""The items of a database schema: to find drift, and to distinguish tables of bbprops from tables of other programs.

No list of expected items exists: the migrations run again, as temporary objects (PostgreSQL) or in memory (SQLite).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import NotMigrated

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Item(NamedTuple):
    """One part of a schema; `table` is empty for tables, views, sequences, functions and types."""

    type: str
    table: str
    name: str


Structure = dict[Item, str]
VIEWS = ("users_pseudonymous",)  # on PostgreSQL alone: SQLite has no roles that it could be for


class Difference(NamedTuple):
    """An item that is missing, extra, or differs from its definition in the migrations."""

    difference: str
    kind: str
    name: str
    expected: str
    found: str


def read(connection: "Connection") -> Structure:
    """Every item of the current schema of a database with its definition."""
    return _READERS[connection.dialect.name](connection)


def expected(connection: "Connection", revision: str = "head") -> AbstractContextManager["Connection"]:
    """A connection that sees only what the migrations create up to a revision; it is dropped at the end."""
    return _EXPECTED[connection.dialect.name](connection, revision)


@contextmanager
def _in_temporary_schema(connection: "Connection", revision: str) -> Iterator["Connection"]:
    """In the temporary schema of the session, in which every role may create objects."""
    from sqlalchemy import event

    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql("SET LOCAL search_path = pg_temp")
        event.listen(connection, "before_cursor_execute", _with_temporary_functions, retval=True)
        migrations.move(connection, "upgrade", revision)
        event.remove(connection, "before_cursor_execute", _with_temporary_functions)
        yield connection
        savepoint.rollback()


def _with_temporary_functions(
    _connection: object, _cursor: object, statement: str, parameters: object, _context: object, _many: object
) -> tuple[str, object]:
    """The statement with a schema before our functions: PostgreSQL looks for none among temporary objects."""
    return re.sub(r"\bFUNCTION (?=bbprops_)", "FUNCTION pg_temp.", statement), parameters


@contextmanager
def _in_schema_of_its_own(connection: "Connection") -> Iterator["Connection"]:
    """As permanent objects, because SQLAlchemy does not reflect temporary ones; the role must be allowed to create."""
    schema = f"bbprops_scratch_{uuid4().hex}"
    with connection.begin_nested() as savepoint:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}")
        migrations.move(connection, "upgrade", "head")
        yield connection
        savepoint.rollback()


@contextmanager
def _in_memory(revision: str) -> Iterator["Connection"]:
    from sqlalchemy import NullPool, create_engine

    with create_engine("sqlite://", poolclass=NullPool).begin() as memory:
        migrations.move(memory, "upgrade", revision)
        yield memory


_EXPECTED: dict[str, Callable[["Connection", str], AbstractContextManager["Connection"]]] = {
    "postgresql": _in_temporary_schema,
    "sqlite": lambda _, revision: _in_memory(revision),
}


def tables(revision: str) -> list[str]:
    """The tables that the migrations create up to a revision, on every database."""
    with _in_memory(revision) as fresh:
        return sorted(item.name for item in read(fresh) if item.type == "table")


@contextmanager
def scratch(where: Target, *, reflected: bool = False) -> Iterator["Connection"]:
    """A connection that sees only the items that the migrations create in a database with this dialect.

    Where they are to be `reflected` by SQLAlchemy, the role must be allowed to create a schema.
    """
    if not where.dialect.has_server:  # in memory, because the file may not exist
        with _in_memory("head") as fresh:
            yield fresh
        return
    create = _in_schema_of_its_own if reflected else expected
    with looking(where) as connection, create(connection) as fresh:
        yield fresh


@contextmanager
def looking(where: Target) -> Iterator["Connection"]:
    """A connection on which `expected` works; all changes are rolled back."""
    from bbprops_cli.db.connection.session import engine

    # On PostgreSQL `expected` has to create a schema.
    with engine(where, read_only=not where.dialect.has_server).connect() as connection:
        yield connection


def ours(connection: "Connection") -> list[Item]:
    """The existing items of the database that the migrations created and that belong to no table."""
    wanted = {Item("table", "", "alembic_version"): ""}
    if revision := migrations.require_known(connection):
        with expected(connection, revision) as fresh:
            wanted = read(fresh)
    return sorted(item for item in read(connection) if item in wanted and not item.table)


def drift(where: Target) -> list[Difference]:
    """The differences from a database migrated to the newest revision; tables of other programs do not count."""
    with looking(where) as connection:
        if missing := migrations.pending(migrations.require_known(connection)):
            raise NotMigrated(f"Migrations are pending: {len(missing)}.", hint="Run: bbprops db upgrade")
        with expected(connection) as fresh:
            wanted = read(fresh)
        return [*compare(wanted, read(connection)), *_owners(connection)]


# A guard acts with the rights of its owner.
_OWNERS = """
SELECT concat(quote_ident(proname), '(', oidvectortypes(proargtypes), ')'), pg_get_userbyid(relowner),
       pg_get_userbyid(proowner)
  FROM pg_proc JOIN pg_class ON pronamespace = relnamespace AND relname = 'snapshots'
 WHERE relnamespace = 'public'::regnamespace AND starts_with(proname, 'bbprops_') AND proowner <> relowner
 ORDER BY 1
"""


def _owners(connection: "Connection") -> list[Difference]:
    """The functions of ours whose owner is not the owner of the table of snapshots."""
    if connection.dialect.name != "postgresql":
        return []
    return [Difference("differs", "owner", *row) for row in connection.exec_driver_sql(_OWNERS)]


def compare(wanted: Structure, found: Structure) -> list[Difference]:
    """The differences, ordered by table; an extra item counts only if it belongs to an expected table."""
    tables = {item.name for item in wanted if item.type == "table"}
    differences = []
    for item in sorted({*wanted, *found}, key=lambda item: (item.table, item.type, item.name)):
        expected_text, found_text = wanted.get(item, ""), found.get(item, "")
        if item not in wanted:
            if item.table not in tables:
                continue
            difference = "extra"
        elif item not in found:
            if item.table and Item("table", "", item.table) not in found:
                continue  # the missing table is reported instead
            difference = "missing"
        elif expected_text != found_text:
            difference = "differs"
        else:
            continue
        name = f"{item.table}.{item.name}" if item.table else item.name
        differences.append(Difference(difference, item.type, name, expected_text, found_text))
    return differences


# Columns: type, table, name, definition. The search_path is this schema alone, so its names have no prefix.
_POSTGRESQL = (
    """
    SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END, '',
           relname,
           CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid, true)
                ELSE concat_ws(' ', CASE WHEN relforcerowsecurity THEN 'FORCE' END,
                               CASE WHEN relrowsecurity THEN 'ROW LEVEL SECURITY' END,
                               (SELECT o FROM unnest(reloptions) AS o WHERE starts_with(o, 'fillfactor='))) END
      FROM pg_class c
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
                          AND (d.deptype = 'e' OR (c.relkind = 'S' AND d.deptype IN ('a', 'i'))))
    """,
    """
    SELECT 'column', relname, attname,
           concat_ws(' ', format_type(atttypid, atttypmod),
                     CASE WHEN attcollation <> typcollation THEN 'COLLATE ' || attcollation::regcollation END,
                     CASE WHEN attnotnull THEN 'NOT NULL' END,
                     CASE WHEN attidentity <> '' THEN concat('IDENTITY ', attidentity) END,
                     CASE WHEN attgenerated <> '' THEN 'GENERATED' END,
                     'DEFAULT ' || pg_get_expr(adbin, adrelid))
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = attrelid
      JOIN pg_type t ON t.oid = atttypid
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f')
       AND attnum > 0 AND NOT attisdropped
    """,
    """
    -- Without casts between text types: after a dump and restore, x IN ('a', 'b') has other casts than before.
    SELECT 'constraint', relname, conname,
           regexp_replace(pg_get_constraintdef(o.oid, true), '::(character varying|text)([[][]])?', '', 'g')
           || CASE WHEN convalidated THEN '' ELSE ' NOT VALID' END
      FROM pg_constraint o JOIN pg_class c ON c.oid = conrelid
     WHERE connamespace = current_schema()::regnamespace AND contype IN ('c', 'p', 'u', 'f', 'x')
    """,
    """
    SELECT 'index', t.relname, i.relname,
           pg_get_indexdef(indexrelid, 0, true) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
      FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
     WHERE t.relnamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    """,
    """
    SELECT 'trigger', relname, tgname,
           regexp_replace(pg_get_triggerdef(t.oid, true), concat('(pg_temp|', current_schema(), ')[.]'), '')
           || CASE tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED' ELSE concat(' ENABLED ', tgenabled) END
      FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
     WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
    """,
    """
    SELECT 'rule', relname, rulename, pg_get_ruledef(r.oid, true)
      FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f')
    UNION ALL
    SELECT 'policy', relname, polname,
           concat('FOR ', polcmd, ' USING ', pg_get_expr(polqual, polrelid), ' CHECK ',
                  pg_get_expr(polwithcheck, polrelid))
      FROM pg_policy JOIN pg_class c ON c.oid = polrelid
     WHERE relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT 'inheriting table', relname, inhrelid::regclass::text, ''
      FROM pg_inherits JOIN pg_class c ON c.oid = inhparent
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f')
    """,
    """
    SELECT 'function', '', concat(quote_ident(proname), '(', oidvectortypes(proargtypes), ')'),
           CASE WHEN prokind IN ('f', 'p')
                THEN regexp_replace(pg_get_functiondef(p.oid), concat('(pg_temp|', current_schema(), ')[.]'), '')
                ELSE '' END
           || CASE WHEN EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)
                   THEN '' ELSE ' NOT FOR PUBLIC' END
      FROM pg_proc p
     WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT FROM pg_depend
                        WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
    """,
    """
    SELECT 'type', '', typname,
           concat_ws(' ', CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) END,
                     (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
      FROM pg_type t
     WHERE typnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT FROM pg_depend
                        WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')
       AND (typtype IN ('d', 'e', 'r')
            OR (typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c')))
    """,
)


def _read_postgresql(connection: "Connection") -> Structure:
    with connection.begin_nested() as savepoint:
        # names of other schemas in the search_path, such as "$user", would have no prefix either
        connection.exec_driver_sql("SELECT set_config('search_path', quote_ident(current_schema()), true)")
        rows = [row for query in _POSTGRESQL for row in connection.exec_driver_sql(query)]
        savepoint.rollback()
    return {Item(*item): definition for *item, definition in rows}


def _read_sqlite(connection: "Connection") -> Structure:
    rows = connection.exec_driver_sql(
        "SELECT m.type, coalesce(t.name, m.tbl_name), m.name, m.sql FROM sqlite_master m"
        # A trigger keeps the name of its table as it was typed.
        " LEFT JOIN sqlite_master t ON t.type = 'table' AND t.name = m.tbl_name COLLATE NOCASE"
        " WHERE m.name NOT LIKE 'sqlite_%' AND m.sql IS NOT NULL"
    )
    found: Structure = {}
    for item_type, table, name, sql in rows:
        if item_type != "table":
            found[Item(item_type, "" if item_type == "view" else table, name)] = _in_one_line(sql)
            continue
        found[Item("table", "", name)] = ""
        for part in _parts(sql):
            found[_column_or_constraint(table, part)] = part
    return found


_READERS = {"postgresql": _read_postgresql, "sqlite": _read_sqlite}


def _in_one_line(sql: str) -> str:
    return " ".join(sql.split())


def _parts(create_table: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE: the texts between commas outside of brackets and quotes."""
    body = create_table[create_table.index("(") + 1 : create_table.rindex(")")]
    parts, depth = [""], 0
    for piece in re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|[(),]|[^'\"(),]+", body):
        depth += (piece == "(") - (piece == ")")
        if piece == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return [_in_one_line(part) for part in parts]


def _column_or_constraint(table: str, part: str) -> Item:
    word, _, rest = part.partition(" ")
    if word.upper() == "CONSTRAINT":
        return Item("constraint", table, rest.split()[0].strip('"'))
    return Item("column", table, word.strip('"'))
