"""Columns as people name them in --where, --sort and --fields."""

import re

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.errors import UsageError
from bbprops_cli.rules.values.nearest import did_you_mean


def find(noun: Noun, name: str, option: str) -> Column:
    """The column with that name, or a path into one; raises UsageError, which names the option and a similar column."""
    if column := noun.column(name.lower()):
        return column
    root, dot, path = name.partition(".")
    if dot and (column := noun.column(root.lower())):
        from bbprops_cli.queries.lists import json_paths

        return json_paths.path_column(column, path, option)
    titled = [column.name for column in noun.columns if column.title == name.lower()]
    names = [column.name for column in noun.columns]
    near = f" Did you mean {titled[0]}?" if titled else did_you_mean(name, names)
    raise UsageError(f"{option}: column {name[:60]!r} does not exist.{near}", hint=f"Columns: {', '.join(names)}.")


def identity(noun: Noun) -> Column:
    """The column that tells rows apart: the id, else the key."""
    return noun.column("id") or find(noun, noun.key or "", "key")


def listed(text: str) -> list[str]:
    """The items of a comma-separated option; a comma in double quotes does not separate."""
    items = [""]
    for piece in re.findall(r'"[^"]*"?|[^",]+|,', text):
        if piece == ",":
            items.append("")
        else:
            items[-1] += piece
    return [item.strip() for item in items]


def chosen(noun: Noun, fields: str) -> tuple[Column, ...]:
    """The columns that --fields names, in that order and each once; all columns if it names none."""
    if not fields:
        return noun.columns
    return tuple(dict.fromkeys(find(noun, name, "--fields") for name in listed(fields)))
