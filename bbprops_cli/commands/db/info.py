"""`db info`."""

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

INFO = (
    Column("target", "text", "Address of the database", 1),
    Column("server", "text", "PostgreSQL or SQLite, with its version", 1),
    Column("environment", "text", "Environment label; empty counts as production", 1),
    Column("revision", "text", "Newest applied migration", 1),
    Column("bytes", "int", "Size of the database", 1, size=True),
    Column("rows", "json", "Number of rows by table", 1),
    Column("estimated", "json", "Tables whose rows are estimated, because they are large", 1),
    Column("pool_size", "int", "Number of connections that an API process keeps", 1),
    Column("max_overflow", "int", "Number of connections that it may open in addition", 1),
    Column("replica", "text", "Where reads go, and whether the replica keeps up", 1),
)


@spread
def info(output: Output) -> None:
    """Show the server, its version, its size and the number of rows.

    Examples:
      bbprops db info  # how large is the database?
      bbprops db info -o json  # for monitoring
    """
    from bbprops_cli.output import formats
    from bbprops_cli.tasks.db.info import read

    formats.show_one(list(zip(INFO, read(), strict=True)), fmt=output.fmt)
