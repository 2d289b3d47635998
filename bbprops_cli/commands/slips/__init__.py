"""The `slips` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Slips(Commands):
    """The commands of `slips`, in the order of a slip's life."""

    declared: ClassVar = {
        "create": "bbprops_cli.commands.slips.create:create",
        "list": "bbprops_cli.commands.slips.list:list_",
        "show": "bbprops_cli.commands.slips.show:show",
        "place": "bbprops_cli.commands.slips.place:place",
        "unplace": "bbprops_cli.commands.slips.unplace:unplace",
        "check": "bbprops_cli.commands.slips.check:check",
        "stats": "bbprops_cli.commands.slips.stats:stats",
        "export": "bbprops_cli.commands.slips.export:export",
        "delete": "bbprops_cli.commands.slips.delete:delete",
    }


app = typer.Typer(cls=Slips, help="Saved slips: list, save, place and check them.")
