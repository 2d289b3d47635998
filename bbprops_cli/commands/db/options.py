"""Arguments and options that several commands of `db` share."""

from typing import Annotated, Literal

import typer

EnvironmentLabel = Literal["development", "staging", "production"]
Revision = Annotated[
    str, typer.Argument(metavar="REV", help="Revision, such as 0001; `head` is the newest, `base` an empty schema.")
]
