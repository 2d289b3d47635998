"""The `db trash` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Trash(Commands):
    """The commands of `db trash`."""

    declared: ClassVar = {
        "list": "bbprops_cli.commands.db.trash.list:list_",
        "empty": "bbprops_cli.commands.db.trash.empty:empty",
    }


app = typer.Typer(cls=Trash, help="List or delete the tables that resets have moved to the trash.")
