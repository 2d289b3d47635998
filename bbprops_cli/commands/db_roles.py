"""`bbprops db grants`: who may do what."""

from typing import Annotated

import typer

from bbprops_cli.commands.db_migrations import NOT_DONE
from bbprops_cli.commands.shared.options import Cron, DryRun
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console


def grants(
    apply: Annotated[bool, typer.Option("--apply", help="Run it, in one transaction, instead of printing it.")] = False,
    prefix: Annotated[str, typer.Option(help="What the names of the roles begin with.")] = "bbprops",
    dry_run: DryRun = False,
    cron: Cron = False,
) -> None:
    """Print the SQL of roles with no more rights than they need: owner, app, cron, analyst, admin."""
    from bbprops_cli.db.admin.grants import ROLES, statements
    from bbprops_cli.db.connection.writing import writing

    where = target()
    if (dry_run or cron) and not apply:
        raise UsageError("Printing changes nothing.", hint="Add --apply, or leave --dry-run and --cron out.")
    if not where.dialect.has_server:
        console.note("SQLite knows no roles: whoever can write the file may do anything")
        return
    wanted = statements(where, prefix)
    if not apply:
        about = [f"-- {prefix}_{role}: {text}" for role, text in ROLES.items()]
        console.out.write("\n".join([*about, *(f"{statement};" for statement in wanted)]) + "\n")
        return
    with writing(where, dry_run=dry_run, touches=()) as db:
        for statement in wanted:
            db.run(statement)
    names = ", ".join(f"{prefix}_{role}" for role in ROLES)
    console.report(f"{where} knows {names}{NOT_DONE * dry_run}")
