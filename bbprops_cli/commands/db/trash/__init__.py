"""The `db trash` group."""

import typer

from bbprops_cli.commands.shared.groups import Commands


class Trash(Commands):
    """The commands of `db trash`."""

    declared = {  # noqa: RUF012 - declared once, never changed
        "list": "bbprops_cli.commands.db.trash.list:list_",
        "empty": "bbprops_cli.commands.db.trash.empty:empty",
    }


app = typer.Typer(cls=Trash, help="List or delete the tables that resets have moved to the trash.")
