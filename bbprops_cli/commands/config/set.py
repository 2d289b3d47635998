"""`config set`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared import completion
from bbprops_cli.commands.shared.spread import spread


@spread
def set_(
    name: Annotated[str, typer.Argument(autocompletion=completion.settings, help="Name of the setting.")],
    value: Annotated[str, typer.Argument(help="Value of the setting.")],
) -> None:
    """Keep a setting in a file of your own, for every folder.

    The environment and a .env file win over it. Only you can read the file.

    Examples:
      bbprops config set BBPROPS_TZ America/New_York  # show times, and read typed times, in New York
      bbprops config set BBPROPS_ODDS american  # show American odds in tables
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.config.own_settings import keep

    kept = keep(name, value)
    console.report(f"set {kept.name} in {kept.file}")
    if kept.hidden_by:
        console.note(f"{kept.name} of the {kept.hidden_by} wins over it")
