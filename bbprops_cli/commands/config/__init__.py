"""The `config` group; `bbprops config` alone is `bbprops config list`."""

from typing import TYPE_CHECKING, ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands

if TYPE_CHECKING:
    from typer._click import Context


class Config(Commands):
    """The commands of `config`."""

    declared: ClassVar = {
        "list": "bbprops_cli.commands.config.list:list_",
        "set": "bbprops_cli.commands.config.set:set_",
        "unset": "bbprops_cli.commands.config.unset:unset",
    }

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Without a command, list the settings."""
        wants_help = args and args[0] in {"-h", "--help"}
        return super().parse_args(ctx, args if wants_help or (args and args[0][:1] != "-") else ["list", *args])


app = typer.Typer(cls=Config, help="Settings: show all, and keep your own.")
