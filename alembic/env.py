"""How Alembic meets the database: in the transaction that bbprops gives it, else in one of its own."""

import logging
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.util import CommandError
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import bbprops_cli.models  # noqa: F401 - registers the tables
from bbprops_cli.db import migrations
from bbprops_cli.db.connect import target
from bbprops_cli.errors import BBPropsError


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy types into migrations, so that old ones outlive changes in SQLModel."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        render_item=render_item,
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
    context.configure(dialect_name=target().kind, literal_binds=True, target_metadata=SQLModel.metadata)
    with context.begin_transaction():
        context.run_migrations()


given: sa.Connection | None = context.config.attributes.get("connection")
if context.is_offline_mode():
    write_sql()
elif given is not None:
    run(given)
else:
    run_alone()
