"""`db upgrade`."""

from dataclasses import dataclass
from typing import Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.db import outcome
from bbprops_cli.commands.shared.options import Output, Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.errors import UsageError

PLAN = (
    Column("revision", "text", "Name of the migration", 1),
    Column("message", "text", "What it does", 2),
    Column("statements", "int", "Number of its statements", 3),
    Column("destroys", "text", "What it drops, deletes, overwrites or converts", 1, nullable=True),
)


@dataclass(repr=False, eq=False)
class Preview:
    """Options that print what an upgrade would run, and run nothing."""

    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL statements; REV may be FROM:TO.")] = False
    plan: Annotated[bool, typer.Option("--plan", help="List the migrations, and the data that each destroys.")] = False

    def require_compatible(self, write: Write, output: Output) -> None:
        """Raise UsageError for options that do not fit together."""
        if self.sql + self.plan + (write.dry_run or write.cron) > 1:
            raise UsageError("--sql, --plan, and --dry-run or --cron cannot be combined")
        if output.fmt and not self.plan:
            raise UsageError("-o requires --plan")


@spread
def upgrade(
    revision: Annotated[
        str, typer.Argument(metavar="[REV]", help="Revision to stop at, such as 0001; `head` is the newest.")
    ] = "head",
    *,
    preview: Preview,
    write: Write,
    output: Output,
) -> None:
    """Apply pending migrations.

    Examples:
      bbprops db upgrade --plan  # what is pending, and does it destroy data?
      bbprops db upgrade --sql  # the statements, for a DBA
      bbprops db upgrade --dry-run  # run them, and roll back
      bbprops db upgrade  # all of them, in one transaction
    """
    from bbprops_cli.tasks.db import migrate

    preview.require_compatible(write, output)
    if preview.sql:
        _print_sql(revision, write)
    elif preview.plan:
        _show_plan(revision, output)
    else:
        outcome.migrated("upgrade", "the database", migrate.upgrade(revision, dry_run=write.dry_run), write)


def _print_sql(revision: str, write: Write) -> None:
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db import migrate

    found = migrate.script(revision)
    if found.statements:
        console.out.write("\n\n".join(found.statements) + "\n")
    else:
        write.unchanged(f"the database is at revision {found.begin}")


def _show_plan(revision: str, output: Output) -> None:
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.db import migrate

    steps = migrate.plan(revision)
    formats.show(steps, PLAN, fmt=output.fmt)
    if destructive := sum(step.destroys is not None for step in steps):
        console.warn(f"{destructive} of {len(steps)} {'destroys' if destructive == 1 else 'destroy'} data")
