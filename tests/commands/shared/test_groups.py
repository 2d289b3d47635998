"""Groups build the command that is called, and of the others only a line of help."""

from typing import Any

import pytest
import typer

from bbprops_cli.cli import app


def _called(*args: str) -> Any:
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="bbprops")
    _, group, _ = root.resolve_command(context, list(args))
    return group


@pytest.mark.parametrize(("words", "built"), [(["list"], {"list"}), (["nonsense"], set()), ([], set())])
def test_only_the_command_that_is_called_has_options(words: list[str], built: set[str]) -> None:
    commands = _called("props", *words).commands

    assert {name for name, command in commands.items() if command.params} == built
    assert {"list", "show", "import"} <= commands.keys()


def test_one_call_leaves_the_next_one_all_commands() -> None:
    assert [bool(_called("props", name).commands[name].params) for name in ("show", "list", "show")] == [True] * 3
