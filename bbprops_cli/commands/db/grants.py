"""`db grants`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.errors import UsageError


@spread
def grants(
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Run the SQL in one transaction, instead of printing it.")
    ] = False,
    prefix: Annotated[str, typer.Option(help="Beginning of the names of the roles.")] = "bbprops",
    write: Write,
) -> None:
    """Print the SQL that creates roles with the least privileges.

    The roles are owner, app, cron, analyst, backup and admin. Roles belong to the
    whole server: use another --prefix for each database on it.

    Examples:
      bbprops db grants > roles.sql  # to read, and to run as a superuser
      bbprops db grants --apply --dry-run  # run it, and roll back
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db import grants as roles

    if (write.dry_run or write.cron) and not apply:
        raise UsageError("--dry-run and --cron require --apply")
    found = roles.find(prefix)
    if not found.statements:
        console.note("SQLite has no roles: write access to the file gives all privileges")
    elif apply:
        warning = roles.apply(found, dry_run=write.dry_run)
        write.report("grant", f"privileges in {found.where} to {', '.join(found.names)}")
        if warning:
            console.warn(warning)
    else:
        console.out.write(found.script)
