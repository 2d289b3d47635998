"""A command is a doorway: few parameters, few lines, and everything else below it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import bbprops_cli.commands

COMMANDS = Path(bbprops_cli.commands.__file__).parent
MOST_LINES, MOST_PARAMETERS, MEDIAN_LINES = 15, 8, 5


def commands() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function below `commands/` that `spread` makes a command."""
    for path in sorted(COMMANDS.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and "spread" in map(ast.unparse, node.decorator_list):
                yield f"{path.relative_to(COMMANDS)}:{node.name}", node


def lines(command: ast.FunctionDef) -> int:
    """The lines of the body without its docstring and its imports."""
    body = [each for each in command.body if not isinstance(each, ast.Import | ast.ImportFrom)]
    return sum((each.end_lineno or each.lineno) - each.lineno + 1 for each in body if not _is_docstring(each))


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_commands_have_short_bodies() -> None:
    lengths = {name: lines(command) for name, command in commands()}

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
    assert median(lengths.values()) <= MEDIAN_LINES


def test_commands_have_few_parameters() -> None:
    numbers = {name: len(command.args.args) + len(command.args.kwonlyargs) for name, command in commands()}

    assert {name: number for name, number in numbers.items() if number > MOST_PARAMETERS} == {}
