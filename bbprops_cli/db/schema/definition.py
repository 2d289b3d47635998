"""The schema as text: the SQL that creates it, or a diagram of the tables and their references."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bbprops_cli.catalog import NOUNS
from bbprops_cli.db.connection.dialect import Dialect as OurDialect
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Dialect, Table

# Views, functions, and then the triggers that call them; names have no prefix.
GUARDS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY tbl_name, name",
    "postgresql": """
    SELECT text FROM (
      SELECT 0 AS place, relname AS name,
             concat('CREATE VIEW ', quote_ident(relname), ' AS', rtrim(pg_get_viewdef(oid, true), ';')) AS text
        FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'v'
      UNION ALL
      SELECT 1, proname,
             regexp_replace(pg_get_functiondef(oid), concat('(pg_temp|', current_schema(), ')[.]'), '')
        FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      UNION ALL
      SELECT 2, proname, concat('REVOKE ALL ON FUNCTION ', quote_ident(proname), '(',
                                pg_get_function_identity_arguments(oid), ') FROM PUBLIC')
        FROM pg_proc
       WHERE pronamespace = current_schema()::regnamespace
         AND NOT EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)
      UNION ALL
      SELECT 3, tgname,
             regexp_replace(pg_get_triggerdef(t.oid, true), concat('(pg_temp|', current_schema(), ')[.]'), '')
        FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
       WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
    ) AS parts ORDER BY place, name
    """,
}


def sql(where: Target) -> list[str]:
    """The statements that create an empty database like the migrations, in the dialect in use."""
    from sqlalchemy.schema import CreateIndex, CreateTable

    with structure.scratch(where) as fresh:
        guards = list(fresh.exec_driver_sql(GUARDS[where.dialect.name]).scalars())
        tables = list(_tables(fresh))
    statements = []
    dialect = dialect_of(where.dialect)
    for table in tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    stamp = tables[-1].insert().values(version_num=migrations.head())
    version = str(stamp.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return [f"{text.strip()};" for text in (*statements, *guards, version)]


def _tables(fresh: "Connection") -> "Iterator[Table]":
    """The tables of the models, and last the table of Alembic, which has no model."""
    from sqlalchemy import MetaData, Table
    from sqlmodel import SQLModel

    import bbprops_cli.models  # noqa: F401 - registers the tables

    yield from SQLModel.metadata.sorted_tables
    yield Table("alembic_version", MetaData(), autoload_with=fresh)


def dialect_of(dialect: OurDialect) -> "Dialect":
    """The dialect of SQLAlchemy for one of bbprops."""
    from sqlalchemy import create_engine

    # every other paramstyle would double each % in a check
    return create_engine(f"{dialect.sqlalchemy_driver}://", paramstyle="named").dialect


def mermaid() -> str:
    """An entity-relationship diagram in Mermaid, which GitHub and most editors render."""
    from sqlmodel import SQLModel

    import bbprops_cli.models  # noqa: F401 - registers the tables

    lines = ["erDiagram"]
    tables = SQLModel.metadata.sorted_tables
    for table in tables:
        lines += [f"    {table.name} {{", *(f"        {_attribute(column)}" for column in table.columns), "    }"]
    for table in tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            one = "|o" if key.parent.nullable else "||"
            lines.append(f'    {key.column.table.name} {one}--o{{ {table.name} : "{key.parent.name}"')
    return "\n".join(lines) + "\n"


def _attribute(column: "Column[object]") -> str:
    sql_type = column.type.compile(dialect=dialect_of(POSTGRESQL)).partition(" COLLATE")[0]
    keys = [
        word
        for word, holds in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", column.unique))
        if holds
    ]
    words = [re.sub(r"\W+", "_", sql_type.lower()).strip("_"), column.name, ", ".join(keys)]
    described = next((noun.column(column.name) for noun in NOUNS if noun.table == column.table.name), None)
    comment = [described.help.replace('"', "'")] if described else []
    if column.nullable:
        comment.append("may be null")
    if comment:
        words.append(f'"{"; ".join(comment)}"')
    return " ".join(word for word in words if word)
