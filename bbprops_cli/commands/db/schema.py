"""`db schema`."""

from typing import Annotated, Literal

import typer

from bbprops_cli.commands.shared.spread import spread


@spread
def schema(
    *,
    fmt: Annotated[
        Literal["sql", "mermaid", "markdown"],
        typer.Option("--format", help="sql creates the schema, mermaid is a diagram, markdown a page to read."),
    ] = "sql",
) -> None:
    """Print the schema of this version of bbprops.

    It is the schema of the newest migration, not of the database in use.

    Examples:
      bbprops db schema > schema.sql  # in the dialect of DATABASE_URL
      bbprops db schema --format markdown > schema.md  # tables and columns, explained
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db.schema import text

    console.out.write(text(fmt))
