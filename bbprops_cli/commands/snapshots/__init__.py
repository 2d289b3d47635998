"""The `snapshots` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Snapshots(Commands):
    """The commands of `snapshots`, in the order of a snapshot's life."""

    declared: ClassVar = {
        "create": "bbprops_cli.commands.snapshots.create:create",
        "import": "bbprops_cli.commands.snapshots.import_:import_",
        "list": "bbprops_cli.commands.snapshots.list:list_",
        "show": "bbprops_cli.commands.snapshots.show:show",
        "latest": "bbprops_cli.commands.snapshots.latest:latest",
        "diff": "bbprops_cli.commands.snapshots.diff:diff",
        "update": "bbprops_cli.commands.snapshots.update:update",
        "tag": "bbprops_cli.commands.snapshots.tag:app",
        "lock": "bbprops_cli.commands.snapshots.lock:lock",
        "unlock": "bbprops_cli.commands.snapshots.unlock:unlock",
        "verify": "bbprops_cli.commands.snapshots.verify:verify",
        "history": "bbprops_cli.commands.snapshots.history:history",
        "export": "bbprops_cli.commands.snapshots.export:export",
        "delete": "bbprops_cli.commands.snapshots.delete:delete",
    }


app = typer.Typer(
    cls=Snapshots, help="Snapshots: create, compare, lock, verify, export and delete named sets of props."
)
