"""Plain values are read as Typer reads them, without what Typer loads for it."""

from typing import Any

import pytest
import typer

from bbprops_cli.cli import app
from bbprops_cli.commands.shared import plain
from tests.test_help import COMMANDS

pytestmark = pytest.mark.slow

NUMBERS = ["5", "54", "007", "-1", "²", "\u0665", "1.5", "1.", ".5", "1e3", "nan", "1_0", " 5", 0, 3, 0.5, 1e-7]
VALUES = [None, "", *NUMBERS, "NFL", "json", "american", "yes", "-", "/nowhere/board.csv", True, False]
PARAMETERS = {
    " ".join((*path, parameter.name)): parameter for path, command in COMMANDS.items() for parameter in command.params
}


def outcome(read: Any, parameter: Any, value: Any) -> Any:
    """What a parameter makes of a value, or what it says against it."""
    try:
        made = read(parameter, typer.Context(typer.main.get_command(app)), value)
    except (typer.TyperException, ValueError) as failure:
        return str(failure)
    return type(made), repr(made)  # nan is not nan


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_value_is_what_typer_makes_of_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parameter = PARAMETERS[name]
    monkeypatch.setattr(parameter, "callback", None)
    for value in VALUES:
        given = (value, value) if (parameter.multiple or parameter.nargs == -1) and value is not None else value
        by_us, by_typer = (outcome(read, parameter, given) for read in (plain._process_value, plain._by_typer))

        assert by_us == by_typer, value
