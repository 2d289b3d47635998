"""`config list`."""

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

CONFIG = (
    Column("name", "text", "Name of the setting", 1),
    Column("value", "text", "Value; passwords are masked", 2),
    Column("origin", "text", "Environment, .env file, your own settings, or default", 3),
    Column("help", "text", "What it does", 4),
)


@spread
def list_(output: Output) -> None:
    """List every setting with its value and its origin.

    Environment variables win over the .env file of the working directory (or the
    one that --env-file names), that over your own settings, and those over defaults.

    Examples:
      bbprops config list  # which settings are in use, and from where?
      bbprops config list --env-file .env.example -o json  # what would this file set?
    """
    from bbprops_cli.output import formats

    formats.show(settings.overview(), CONFIG, fmt=output.fmt)
