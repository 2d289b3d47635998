"""The `props` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Props(Commands):
    """The commands of `props`, in the order of a prop's life."""

    declared: ClassVar = {
        "import": "bbprops_cli.commands.props.import_:import_",
        "list": "bbprops_cli.commands.props.list:list_",
        "show": "bbprops_cli.commands.props.show:show",
        "search": "bbprops_cli.commands.props.search:search",
        "stats": "bbprops_cli.commands.props.stats:stats",
        "movement": "bbprops_cli.commands.props.movement:movement",
        "update": "bbprops_cli.commands.props.update:update",
        "export": "bbprops_cli.commands.props.export:export",
        "deactivate": "bbprops_cli.commands.props.deactivate:deactivate",
        "delete": "bbprops_cli.commands.props.delete:delete",
    }


app = typer.Typer(cls=Props, help="Player props: import, list, search, correct and export them.")
