"""`db history`."""

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

HISTORY = (
    Column("revision", "text", "Name of the migration", 1),
    Column("after", "text", "Name of the migration before it", 3),
    Column("state", "text", "applied or pending", 1),
    Column("message", "text", "What it does", 2),
)


@spread
def history(output: Output) -> None:
    """List all migrations, newest first, as applied or pending.

    Examples:
      bbprops db history  # which migrations does the database have?
      bbprops db history -o json  # for a script
    """
    from bbprops_cli.output import formats
    from bbprops_cli.tasks.db import migrate

    formats.show(migrate.history(), HISTORY, fmt=output.fmt)
