"""Options that travel together: dataclasses of options, spread into the signature that Typer reads."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import get_args

from typer.models import ArgumentInfo, OptionInfo


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Make each field of a parameter that is a dataclass a parameter of its own; the command still gets the dataclass.

    Typer reads `__signature__` and `__annotations__` only. Arguments stand first, then options, both in the order in
    which they are declared. Raises TypeError at import when two fields share a name or an option. A dataclass with a
    method `before_command` is asked before the command runs.
    """
    objects = {name: each.annotation for name, each in signature(command).parameters.items() if _is_options(each)}
    parameters = sorted(_parameters(command), key=lambda each: not _is_argument(each))
    _require_distinct(command.__name__, parameters)

    @wraps(command)
    def spread_out(**values: object) -> None:
        for name, shape in objects.items():
            values[name] = shape(**{field.name: values.pop(field.name) for field in fields(shape)})
        for name in objects:
            if check := getattr(values[name], "before_command", None):
                check()
        command(**values)

    spread_out.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    spread_out.__annotations__ = {each.name: each.annotation for each in parameters}
    return spread_out


def _parameters(command: Callable[..., None]) -> Iterator[Parameter]:
    for parameter in signature(command).parameters.values():
        if not _is_options(parameter):
            yield parameter.replace(kind=Parameter.KEYWORD_ONLY)
            continue
        for field in fields(parameter.annotation):
            default = Parameter.empty if field.default is MISSING else field.default
            yield Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=field.type)


def _is_options(parameter: Parameter) -> bool:
    return is_dataclass(parameter.annotation)


def _is_argument(parameter: Parameter) -> bool:
    return any(isinstance(each, ArgumentInfo) for each in get_args(parameter.annotation))


def _require_distinct(command: str, parameters: list[Parameter]) -> None:
    """Raise TypeError for a name that two parameters have, or an option such as `-o` that both declare."""
    seen: set[str] = set()
    for parameter in parameters:
        names = {parameter.name, *_options(parameter)}
        if twice := names & seen:
            raise TypeError(f"{command}: {', '.join(sorted(twice))} is declared twice")
        seen |= names


def _options(parameter: Parameter) -> Iterator[str]:
    for info in get_args(parameter.annotation):
        if isinstance(info, OptionInfo):
            # In Annotated, the first declaration stands where a default would.
            declared = (info.default, *(info.param_decls or ()))
            said = [name for each in declared if isinstance(each, str) for name in each.split("/")]
            yield from said or [f"--{parameter.name.replace('_', '-')}"]
