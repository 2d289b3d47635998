"""`db shell`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.spread import spread


@spread
def shell(
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[-- ARGUMENTS...]", help="More arguments of psql or sqlite3.")
    ] = None,
    *,
    allow_production: Annotated[
        bool, typer.Option("--allow-production", help="Also allow writing to a production database.")
    ] = False,
) -> None:
    """Open psql or sqlite3, read-only on a production database.

    Examples:
      bbprops db shell  # with the credentials of DATABASE_URL
      bbprops db shell -- "SELECT count(*) FROM users"  # on PostgreSQL: -- -c "SELECT …"
    """
    from bbprops_cli.db.admin import programs
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db.shell import plan

    found = plan(allow_production=allow_production)
    console.note(f"{found.where} ({found.label or 'no environment label'}){', read-only' * found.read_only}")
    programs.become_shell(found.where, arguments or [], read_only=found.read_only)
