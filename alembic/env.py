"""The environment of Alembic: runs in the transaction that bbprops passes to it, or else in its own."""

import logging
import warnings
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.util import CommandError
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import bbprops_cli.models  # noqa: F401 - registers the tables
from bbprops_cli.db.connection.target import target
from bbprops_cli.db.schema import migrations
from bbprops_cli.errors import BBPropsError

END_OF_ID = "_id_end"  # what the names of indexes on the ends of ids end with


def render_item(item_type: str, item: Any, rendering: Any) -> str | Literal[False]:
    """Render types of SQLModel as plain SQLAlchemy, so that old migrations do not depend on SQLModel."""
    if item_type == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if item_type == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if item_type == "type" and isinstance(getattr(item, "_variant_mapping", {}).get("postgresql"), postgresql.JSONB):
        rendering.imports.add("from sqlalchemy.dialects import postgresql")  # Alembic omits this import
        return 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")'
    return False


def is_compared(_: sa.schema.SchemaItem, name: str | None, kind: str, *__: object) -> bool:
    """Whether models and migrations are compared in it: not in indexes on expressions, which have no portable text."""
    return not (kind == "index" and name and name.endswith(END_OF_ID))


def run(connection: sa.Connection) -> None:
    with warnings.catch_warnings():  # SQLite cannot reflect such an index, which is as it should be
        warnings.filterwarnings("ignore", message=rf".*expression-based index '?ix_\w+{END_OF_ID}")
        run_in(connection)


def run_in(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        render_item=render_item,
        include_object=is_compared,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_alone() -> None:
    logging.basicConfig(format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.INFO)
    try:
        with migrations.alone(target()) as connection:
            run(connection)
    except BBPropsError as error:
        raise CommandError(f"{error} {error.hint}".strip()) from error


def write_sql() -> None:
    """Print a script that runs in one transaction and, on PostgreSQL, waits for the lock of migrations like bbprops."""
    dialect = target().dialect
    context.configure(
        dialect_name=dialect.name,
        dialect_opts={"paramstyle": "named"},  # every other paramstyle would double each % in a function
        literal_binds=True,
        target_metadata=SQLModel.metadata,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if dialect.has_server:
            context.execute(migrations.TURN.strip().partition(";")[0])
        context.run_migrations()


given: sa.Connection | None = context.config.attributes.get("connection")
if context.is_offline_mode():
    write_sql()
elif given is not None:
    run(given)
else:
    run_alone()
