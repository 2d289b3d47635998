"""Groups that import their module only when one of their commands runs, and options that stand everywhere."""

from copy import copy
from functools import cache
from importlib import import_module
from inspect import getdoc
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_name

from bbprops_cli.commands.shared import plain
from bbprops_cli.commands.shared.options import everywhere
from bbprops_cli.invocation import current


@cache
def _shared_parameters() -> list[Any]:
    app = typer.Typer(add_completion=False)
    app.command()(everywhere)
    parameters = list(typer.main.get_command(app).params)
    for parameter in parameters:
        parameter.expose_value = False
    return parameters


plain.use()


class Group(TyperGroup):
    """A group whose commands all take the shared options."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in self.commands.values():
            command.params.extend(_shared_parameters())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A group without a command explains itself."""
        return super().parse_args(ctx, args if args or ctx.resilient_parsing else ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None:
            current().command = f"{ctx.command_path} {name}".partition(" ")[2]
        return name, command, rest


class LazyGroup(Group):
    """The root: names and help of its groups are static; a module is imported when its group is resolved."""

    modules: dict[str, tuple[str, str]] = {}  # noqa: RUF012 - filled by the subclass that `cli` declares

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.params.extend(_shared_parameters())
        for name, (_, help_text) in self.modules.items():
            self.commands[name] = TyperCommand(name, help=help_text)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is Typer's
        return sorted(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in self.modules and not isinstance(self.commands[args[0]], TyperGroup):
            module = import_module(self.modules[args[0]][0])
            self.commands[args[0]] = _group(module.app, *args)
        return super().resolve_command(ctx, args)


def _group(app: typer.Typer, name: str, *args: str) -> TyperGroup:
    """The group with the command that is called; of the others only what its help says, as options take time."""
    infos = {
        info.name or get_command_name(getattr(info.callback, "__name__", "")): info for info in app.registered_commands
    }
    called = next((infos[word] for word in args if word in infos), None)
    only = copy(app)  # another thread may need the group just now
    only.registered_commands = [called] if called else []
    group = typer.main.get_group(only)
    stubs = {each: TyperCommand(each, help=info.help or getdoc(info.callback)) for each, info in infos.items()}
    group.commands = {**stubs, **group.commands}
    group.name = name
    return group
