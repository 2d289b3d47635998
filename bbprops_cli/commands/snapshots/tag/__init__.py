"""The `snapshots tag` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Tags(Commands):
    """The commands of `snapshots tag`."""

    declared: ClassVar = {
        "add": "bbprops_cli.commands.snapshots.tag.add:add",
        "rm": "bbprops_cli.commands.snapshots.tag.rm:rm",
    }


app = typer.Typer(cls=Tags, help="Add tags to unlocked snapshots, or remove them.")
