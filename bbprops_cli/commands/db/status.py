"""`db status`."""

from typing import Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.errors import NotMigrated

STATUS = (
    Column("target", "text", "Address of the database", 1),
    Column("environment", "text", "Environment label; empty counts as production", 2),
    Column("revision", "text", "Newest applied migration", 1),
    Column("head", "text", "Newest migration", 3),
    Column("pending", "int", "Number of migrations that are not applied", 1),
)


@spread
def status(
    *,
    check: Annotated[bool, typer.Option("--check", help="Exit with 7 if migrations are pending.")] = False,
    output: Output,
) -> None:
    """Show the address of the database and its pending migrations.

    Examples:
      bbprops db status  # which database, and is it up to date?
      bbprops db status --check  # in a deployment, before the service starts
    """
    from bbprops_cli.db.admin import facts
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.output import formats

    found = facts.status(where := target())
    formats.show_one(list(zip(STATUS, (str(where), *found), strict=True)), fmt=output.fmt)
    if check and found.pending:
        raise NotMigrated(f"migrations are pending: {found.pending}", hint="Run: bbprops db upgrade")
