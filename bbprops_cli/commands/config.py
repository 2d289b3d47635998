"""`bbprops config`: every setting, its value and where it came from."""

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import AsFormat

COLUMNS = (
    Column("name", "text", "Setting", 1),
    Column("value", "text", "Its value; passwords are masked", 2),
    Column("origin", "text", "Where it came from", 3),
    Column("help", "text", "What it does", 4),
)


def config(output: AsFormat = None) -> None:
    """Show every setting, its value and where it came from."""
    from bbprops_cli.output import formats

    formats.show(settings.overview(), COLUMNS, fmt=output)
