"""The `cache` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Cache(Commands):
    """The commands of `cache`: fill it, inspect it, clear it."""

    declared: ClassVar = {
        "warm": "bbprops_cli.commands.cache.warm:warm",
        "info": "bbprops_cli.commands.cache.info:info",
        "usage": "bbprops_cli.commands.cache.usage:usage",
        "keys": "bbprops_cli.commands.cache.keys:keys",
        "get": "bbprops_cli.commands.cache.get:get",
        "explain": "bbprops_cli.commands.cache.explain:explain",
        "clear": "bbprops_cli.commands.cache.clear:clear",
    }


app = typer.Typer(cls=Cache, help="Cache in Redis or Valkey: fill, inspect and clear it.")
