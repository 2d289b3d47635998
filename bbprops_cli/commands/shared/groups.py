"""Groups that import a command only when it is called, the options of every command, and examples in help."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from inspect import getdoc
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from bbprops_cli.commands.shared import plain
from bbprops_cli.commands.shared.everywhere import everywhere
from bbprops_cli.invocation import current
from bbprops_cli.output import console

if TYPE_CHECKING:
    from typer._click import Command as AnyCommand
    from typer._click import Context, HelpFormatter, Parameter

    Resolved = tuple[str | None, AnyCommand | None, list[str]]


@cache
def _shared_parameters() -> "list[Parameter]":
    app = typer.Typer(add_completion=False)
    app.command()(everywhere)
    parameters = list(typer.main.get_command(app).params)
    for parameter in parameters:
        parameter.expose_value = False
    return parameters


plain.use()


class Example(NamedTuple):
    """A command line and its purpose."""

    call: str
    purpose: str


class Command(TyperCommand):
    """A command whose help shows the `Examples:` of its docstring, one line each and never wrapped."""

    def __init__(self, name: str | None, *, help: str | None = None, **attributes: Any) -> None:  # noqa: A002 - Typer's name
        text, _, examples = (help or "").partition("\n\nExamples:\n")
        super().__init__(name, help=text, **attributes)
        self.examples = [_example(line) for line in examples.splitlines() if line.strip()]

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the help page; the examples come last, where a terminal shows them next to its prompt."""
        with console.out.used_by_rich():
            super().format_help(ctx, formatter)
        if not self.examples:
            return
        width = max(len(example.call) for example in self.examples)
        lines = [f"   $ {example.call:<{width}}  # {example.purpose}\n" for example in self.examples]
        # Rich has written to stdout by now; without it, Typer writes what the formatter holds.
        stream = formatter if formatter.getvalue() else console.out
        stream.write("".join([" Examples:\n", *lines, "\n"]))


def _example(line: str) -> Example:
    call, _, purpose = line.strip().partition("  # ")
    return Example(call.strip(), purpose.strip())


class Group(TyperGroup):
    """A group whose commands take the options of every command."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in self.commands.values():
            command.params.extend(_shared_parameters())

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the help page."""
        with console.out.used_by_rich():
            super().format_help(ctx, formatter)

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Show the help when no command is given."""
        return super().parse_args(ctx, args if args or ctx.resilient_parsing else ["--help"])

    def resolve_command(self, ctx: "Context", args: list[str]) -> "Resolved":
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None:
            current().command = f"{ctx.command_path} {name}".partition(" ")[2]
        return name, command, rest


class Commands(Group):
    """A group that imports the module of a command when it is called, and of all of them only for its help."""

    declared: ClassVar[Mapping[str, str]] = {}  # command → module:function, or module:app for a group, in help order
    aliases: ClassVar[Mapping[str, str]] = {}  # former name → command; help does not list it

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = dict.fromkeys(self.declared, TyperCommand(""))

    def get_command(self, ctx: "Context", name: str) -> "AnyCommand | None":  # noqa: ARG002 - the signature is Typer's
        """The command as the help of the group shows it: its name and docstring, as options take time."""
        found = self.commands.get(name)
        if found is None or found.name:
            return found
        declared = _imported(self.declared[name])
        text = declared.info.help if isinstance(declared, typer.Typer) else getdoc(declared)
        return Command(name, help=text)

    def built(self, name: str) -> "AnyCommand":
        """The command or group of that name with all its options."""
        if not self.commands[name].name:
            self.commands[name] = _built(name, _imported(self.declared[name]))
        return self.commands[name]

    def resolve_command(self, ctx: "Context", args: list[str]) -> "Resolved":
        name, *rest = args
        name = self.aliases.get(name, name)
        if name in self.declared:
            self.built(name)
        return super().resolve_command(ctx, [name, *rest])


def _imported(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def _built(name: str, declared: Callable[..., None] | typer.Typer) -> "AnyCommand":
    if isinstance(declared, typer.Typer):
        group = typer.main.get_group(declared)
        group.name = name
        return group
    app = typer.Typer(add_completion=False)
    app.command(name, cls=Command)(declared)
    command = typer.main.get_command(app)
    command.params.extend(_shared_parameters())
    return command


class LazyGroup(Group):
    """The root group: its help is declared statically, and a group is imported when one of its commands is called."""

    modules: ClassVar[Mapping[str, tuple[str, str]]] = {}  # group → its module and the line of its help

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.params.extend(_shared_parameters())
        for name, (_, help_text) in self.modules.items():
            self.commands[name] = TyperCommand(name, help=help_text)

    def list_commands(self, ctx: "Context") -> list[str]:  # noqa: ARG002 - the signature is Typer's
        return sorted(self.commands)

    def resolve_command(self, ctx: "Context", args: list[str]) -> "Resolved":
        if args and args[0] in self.modules and not isinstance(self.commands[args[0]], TyperGroup):
            self.commands[args[0]] = _built(args[0], _imported(f"{self.modules[args[0]][0]}:app"))
        return super().resolve_command(ctx, args)
