"""Plain values of the command line, read without pydantic.

Typer (0.29) converts every value through a pydantic TypeAdapter, even a text or a flag. Importing pydantic takes half
the time of a list or a help page, and Typer has no hook to avoid it. So `use` replaces `process_value` of Typer's
parameters: the types in `_READERS` and choices are read here, everything else and every error message is left to Typer.
A test compares the two for all parameters of all commands.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from typer.core import TyperArgument, TyperOption
from typer.models import ParameterInfo

if TYPE_CHECKING:
    from typer._click import Context
    from typer.core import _TyperParameter

Reader = Callable[[object, ParameterInfo], object]  # the value, and what holds its limits → the value in its type
_by_typer = TyperOption.process_value


def use() -> None:
    """Read plain values here from now on."""
    for each in (TyperArgument, TyperOption):
        each.process_value = _process_value  # type: ignore[method-assign,assignment]  # see the docstring of the module


def _process_value(parameter: "_TyperParameter", ctx: "Context", value: object) -> object:
    """The value as Typer would read it, passed through the callback of the parameter."""
    try:
        plain = _read(parameter, value)
    except ValueError:
        return _by_typer(parameter, ctx, value)
    return parameter.callback(ctx, parameter, plain) if parameter.callback else plain


def _read(parameter: "_TyperParameter", value: object) -> object:
    """The value in its type; raises ValueError when Typer has to read it."""
    descriptor = parameter.type_descriptor
    if value is None and not parameter.required:
        return () if parameter.multiple or parameter.nargs == -1 else None
    if descriptor.parameter_info.parser or parameter.nargs not in {1, -1}:
        raise ValueError(value)
    choices = descriptor.choices
    read = _READERS.get(descriptor.annotation, _refuse) if choices is None else _choice(choices)
    return read(value, descriptor.parameter_info)


def _refuse(value: object, _limits: ParameterInfo) -> NoReturn:
    raise ValueError(value)


def _choice(choices: tuple[Any, ...]) -> Reader:
    def read(value: object, _limits: ParameterInfo) -> object:
        return choices[choices.index(value)]  # the member of an enumeration for its text

    return read


def _instance(of: type) -> Reader:
    def read(value: object, limits: ParameterInfo) -> object:
        return value if isinstance(value, of) else _refuse(value, limits)

    return read


def _number(number: type[int] | type[float], pattern: str) -> Reader:
    plain = re.compile(pattern).fullmatch

    def read(value: object, limits: ParameterInfo) -> object:
        text = str(value)
        if not plain(text):
            return _refuse(value, limits)
        found = number(text)
        low = limits.min is None or limits.min <= found
        high = limits.max is None or found <= limits.max
        return found if low and high else _refuse(value, limits)

    return read


def _path(value: object, limits: ParameterInfo) -> Path:
    return Path(value) if isinstance(value, str | Path) else _refuse(value, limits)


def _each(item: Callable[[str], object]) -> Reader:
    def read(value: object, limits: ParameterInfo) -> object:
        if isinstance(value, tuple | list) and all(isinstance(each, str) for each in value):
            return [item(each) for each in value]
        return _refuse(value, limits)

    return read


_READERS: dict[Any, Reader] = {
    str: _instance(str),
    bool: _instance(bool),
    int: _number(int, "[0-9]+"),
    float: _number(float, r"[0-9]+(\.[0-9]+)?"),
    Path: _path,
    list[str]: _each(str),
    list[Path]: _each(Path),
}
