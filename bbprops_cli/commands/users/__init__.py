"""The `users` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Users(Commands):
    """The commands of `users`, in the order of a user's life."""

    declared: ClassVar = {
        "create": "bbprops_cli.commands.users.create:create",
        "import": "bbprops_cli.commands.users.import_:import_",
        "list": "bbprops_cli.commands.users.list:list_",
        "show": "bbprops_cli.commands.users.show:show",
        "stats": "bbprops_cli.commands.users.stats:stats",
        "update": "bbprops_cli.commands.users.update:update",
        "extend": "bbprops_cli.commands.users.extend:extend",
        "activate": "bbprops_cli.commands.users.activate:activate",
        "deactivate": "bbprops_cli.commands.users.activate:deactivate",
        "export": "bbprops_cli.commands.users.export:export",
        "erase": "bbprops_cli.commands.users.erase:erase",
        "delete": "bbprops_cli.commands.users.delete:delete",
    }


app = typer.Typer(cls=Users, help="Users: create, list, change, export, erase and delete them.")
