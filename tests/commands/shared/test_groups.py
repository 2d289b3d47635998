"""A group imports and builds the command that is called, and of the others only a line of help."""

import subprocess
import sys
from typing import Any

import pytest
import typer

from bbprops_cli.cli import app
from tests.command_line import call_main

IMPORTED = """
import sys
from bbprops_cli.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
names = (name.removeprefix("bbprops_cli.commands.users.") for name in sys.modules)
print(*sorted({*names} & {"create", "delete", "list", "show", "stats", "update"}), file=sys.stderr)
"""


def resolved(*args: str) -> Any:
    """The group that the root finds for these words, with its commands as they are after the call is resolved."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="bbprops")
    _, group, rest = root.resolve_command(context, list(args))
    if rest and rest[0] in group.commands:
        group.resolve_command(typer.Context(group, info_name=args[0], parent=context), rest)
    return group


@pytest.mark.parametrize(("words", "built"), [(["list"], {"list"}), (["nonsense"], set()), ([], set())])
def test_only_the_command_that_is_called_has_options(words: list[str], built: set[str]) -> None:
    commands = resolved("users", *words).commands

    assert {name for name, command in commands.items() if command.params} == built
    assert {"list", "show", "import"} <= commands.keys()


def test_one_call_leaves_the_next_one_all_commands() -> None:
    assert [bool(resolved("users", name).commands[name].params) for name in ("show", "list", "show")] == [True] * 3


@pytest.mark.parametrize(
    ("args", "imported"),
    [
        (["users", "list", "--help"], "list"),
        (["users", "--help"], "create delete list show stats update"),
        (["--help"], ""),
    ],
)
def test_only_modules_that_are_needed_are_imported(args: list[str], imported: str) -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED, *args], capture_output=True, text=True)

    assert done.stderr == f"{imported}\n"


def test_help_lists_commands_in_the_order_of_the_declaration() -> None:
    page = call_main("users", "--help").stdout

    places = [page.index(f"│ {name} ") for name in ("create", "import", "list", "show", "update", "erase", "delete")]
    assert places == sorted(places)


def test_an_unknown_command_names_a_near_one() -> None:
    result = call_main("users", "lst")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean 'list'" in result.stderr
