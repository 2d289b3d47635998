"""`db revision`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.spread import spread


@spread
def revision(
    *,
    message: Annotated[str, typer.Option("--message", "-m", help="What the migration does, in a few words.")],
    autogenerate: Annotated[
        bool, typer.Option("--autogenerate", help="Add what the models have and the migrations do not create.")
    ] = False,
) -> None:
    """Write a new migration into the checkout and print its path.

    Examples:
      bbprops db revision -m "Teams of a league." --autogenerate  # from the models
      bbprops db revision -m "Teams of a league."  # empty, to be written by hand
    """
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.db.schema import revise
    from bbprops_cli.output import console

    path = revise.write(target(), message, autogenerate=autogenerate)
    if not path:
        console.report("nothing to do: models and migrations agree", changed=False)
        return
    console.out.write(f"{path}\n")
    if autogenerate:
        console.note("review it: guards, functions and the text of CHECK constraints are not compared")
