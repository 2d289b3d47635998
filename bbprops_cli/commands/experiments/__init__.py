"""The `experiments` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Experiments(Commands):
    """The commands of `experiments`, in the order of an experiment's life."""

    declared: ClassVar = {
        "create": "bbprops_cli.commands.experiments.create:create",
        "list": "bbprops_cli.commands.experiments.list:list_",
        "show": "bbprops_cli.commands.experiments.show:show",
        "update": "bbprops_cli.commands.experiments.update:update",
        "compare": "bbprops_cli.commands.experiments.compare:compare",
        "leaderboard": "bbprops_cli.commands.experiments.leaderboard:leaderboard",
        "stats": "bbprops_cli.commands.experiments.stats:stats",
        "plot": "bbprops_cli.commands.experiments.plot:plot",
        "delete": "bbprops_cli.commands.experiments.delete:delete",
    }


app = typer.Typer(cls=Experiments, help="Experiments: record, compare and rank runs of a model.")
