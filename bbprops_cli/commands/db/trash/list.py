"""`db trash list`."""

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

TRASH = (
    Column("name", "text", "Name of the schema or file that holds the tables", 1),
    Column("made", "instant", "When the tables were moved to the trash", 1),
    Column("revision", "text", "Newest migration of the tables", 3),
    Column("environment", "text", "Environment label", 4),
    Column("locked", "int", "Number of locked snapshots", 2),
    Column("rows", "int", "Number of rows", 2),
    Column("bytes", "int", "Size", 2, size=True),
)


@spread
def list_(output: Output) -> None:
    """List the pieces of trash, oldest first.

    Each reset, undo and restore moves the former tables to a new piece.

    Examples:
      bbprops db trash list  # what can `bbprops db reset --undo` restore?
      bbprops db trash list -o name  # names, for `bbprops db reset NAME --undo`
    """
    from bbprops_cli.db.admin import trash
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.output import formats

    formats.show(trash.listing(target()), TRASH, fmt=output.fmt)
