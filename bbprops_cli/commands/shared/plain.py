"""Values of the command line read without pydantic, whose import would be half of what a list or a help page takes."""

import re
from pathlib import Path
from typing import Any

from typer.core import TyperArgument, TyperOption

_by_typer = TyperOption.process_value


def use() -> None:
    """From now on read plain values here; Typer has no hook for that."""
    for each in (TyperArgument, TyperOption):
        each.process_value = _process_value  # type: ignore[method-assign,assignment]  # the reason is above


def _process_value(parameter: Any, ctx: Any, value: Any) -> Any:
    """What Typer makes of the value; what is not plain is left to Typer, and so is every complaint."""
    try:
        plain = _read(parameter, value)
    except ValueError:
        return _by_typer(parameter, ctx, value)
    return parameter.callback(ctx, parameter, plain) if parameter.callback else plain


def _read(parameter: Any, value: Any) -> Any:
    """The value in its type; ValueError when that takes more than a look."""
    kind = parameter.type_descriptor
    if value is None and not parameter.required:
        return () if parameter.multiple or parameter.nargs == -1 else None
    if kind.parameter_info.parser or parameter.nargs not in {1, -1}:
        raise ValueError(value)
    if isinstance(value, tuple | list) and kind.annotation in _LISTS and all(isinstance(each, str) for each in value):
        return [_LISTS[kind.annotation](each) for each in value]
    if kind.is_choice and value in kind.choices:
        return kind.choices[kind.choices.index(value)]
    number = kind.annotation if kind.annotation in _DIGITS else None
    if number and _DIGITS[number](str(value)) and _allows(kind.parameter_info, number(value)):
        return number(value)
    if kind.annotation is Path and isinstance(value, str | Path):
        return Path(value)
    if kind.annotation in {str, bool} and isinstance(value, kind.annotation):
        return value
    raise ValueError(value)


_LISTS: dict[Any, Any] = {list[str]: str, list[Path]: Path}
_DIGITS = {int: re.compile("[0-9]+").fullmatch, float: re.compile(r"[0-9]+(\.[0-9]+)?").fullmatch}


def _allows(limits: Any, number: float) -> bool:
    return (limits.min is None or limits.min <= number) and (limits.max is None or number <= limits.max)
