"""`config unset`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared import completion
from bbprops_cli.commands.shared.spread import spread


@spread
def unset(
    name: Annotated[str, typer.Argument(autocompletion=completion.settings, help="Name of the setting.")],
) -> None:
    """Remove a setting from the file of your own.

    Examples:
      bbprops config unset BBPROPS_TZ  # times in the zone of this machine again
      bbprops config unset BBPROPS_ODDS  # decimal odds again
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.config.own_settings import forget

    kept = forget(name)
    console.report(
        f"removed {kept.name} from {kept.file}" if kept else f"nothing to do: {name} is not in your settings"
    )
