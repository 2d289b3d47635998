"""Arguments, options and columns that several commands of `cache` share."""

from dataclasses import dataclass
from typing import Annotated

import typer

from bbprops_cli.catalog import Column

OneKey = Annotated[str, typer.Argument(metavar="KEY", help="Name of a key, with or without the prefix.")]
Pattern = Annotated[
    str,
    typer.Argument(
        metavar="[PATTERN]", help="Pattern of keys below the prefix, such as 'props:NFL:*'; * ? [...] are wildcards."
    ),
]


@dataclass(repr=False, eq=False)
class KeyFilter:
    """Which keys are meant."""

    pattern: Pattern = "*"
    others: Annotated[
        bool, typer.Option("--all", help="Match PATTERN against whole names, also outside the prefix.")
    ] = False


KEY_COLUMNS = (
    Column("key", "text", "Name; bytes that are not UTF-8 as \\xNN", 1),
    Column("type", "text", "string, hash, list, set, zset, …", 2),
    Column("ttl", "float", "Seconds until it expires; empty if it does not", 1, nullable=True),
    Column("bytes", "int", "Memory of the key and its value", 1, size=True),
)
