"""Paths into JSON columns: `metrics.roi`, `legs.0.player`, `metrics."log loss"`; how they are written and followed."""

import json
import re
from functools import lru_cache
from typing import Any

LONGEST = 50  # steps
LARGEST = 1.7976931348623157e308  # what is beyond it counts as this much, on either database
_STEP = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^."]++)')
_INDEX = re.compile(r"0|-?[1-9]\d*", re.ASCII)


def steps(text: str) -> tuple[str, ...]:
    """The names and places on the way, a name in quotes as it is; ValueError says what is wrong."""
    found, at = [], 0
    while step := _STEP.match(text, at):
        found.append(step[2] if step[1] is None else step[1].replace('""', '"'))
        at = step.end()
        if at == len(text):
            return tuple(found)
        if text[at] != ".":
            raise ValueError("a dot must follow a name in quotes")
        if len(found) == LONGEST:
            raise ValueError(f"it has more than {LONGEST} steps")
        at += 1
    raise ValueError("a quote is not closed" if text[at : at + 1] == '"' else "a name is missing")


def path_text(path: tuple[str, ...]) -> str:
    """A path as it is typed: steps joined by dots, unusual ones in quotes. The reverse of `steps`."""
    return ".".join(step if re.fullmatch(r"[\w-]+", step) else '"{}"'.format(step.replace('"', '""')) for step in path)


def is_index(step: str) -> bool:
    """Whether a step is a place too, where it meets an array; -1 is the last."""
    return _INDEX.fullmatch(step) is not None


def at(document: str, path: str, kind: str) -> Any:
    """What stands there, for SQLite: `float`, `text` and `bool` give what is of that type, `value` anything as JSON."""
    found = _follow(_document(document), _path(path))
    if found is None or kind == "value":
        return None if found is None else json.dumps(found)
    if isinstance(found, bool):
        return found if kind == "bool" else None
    if isinstance(found, int | float):
        return _double(found) if kind == "float" else None
    return found if isinstance(found, str) and kind == "text" else None


def _follow(value: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and is_index(step) and -len(value) <= (place := int(step)) < len(value):
            value = value[place]
        else:
            return None
    return value


@lru_cache(maxsize=4)  # one row's document is asked for by the condition, the order and the output
def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        return None
    except ValueError:  # an integer of more digits than Python reads
        return json.loads(text, parse_int=float)


@lru_cache(maxsize=64)
def _path(text: str) -> list[str]:
    steps: list[str] = json.loads(text)
    return steps


def _double(number: float) -> float:
    try:
        return max(-LARGEST, min(float(number), LARGEST))
    except OverflowError:
        return LARGEST if number > 0 else -LARGEST
