"""`bbprops db` ping, schema and shell: what is behind the database, and a way in."""

from typing import Annotated, Literal

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import AsFormat
from bbprops_cli.db.connection.target import target
from bbprops_cli.output import console, formats

PING = (
    Column("target", "text", "Where the database is", 2),
    Column("connect_ms", "float", "Milliseconds to connect", 1),
    Column("answer_ms", "float", "Milliseconds from a question to its answer", 1),
)


def ping(
    wait: Annotated[
        str, typer.Option(metavar="TIME", help="Try for so long until it answers: 60s, 5m.", show_default=False)
    ] = "",
    output: AsFormat = None,
) -> None:
    """Measure how fast the database answers; --wait is for whoever starts together with it."""
    from bbprops_cli.db.admin import facts
    from bbprops_cli.rules.values.typed_time import parse_span

    where = target()
    times = facts.await_ping(where, parse_span(wait), console.detail) if wait else facts.ping(where)
    formats.show_one(list(zip(PING, (str(where), *times), strict=True)), fmt=output)


def schema(
    fmt: Annotated[
        Literal["sql", "mermaid", "markdown"],
        typer.Option("--format", help="SQL that makes it, a diagram of its tables, or a page to read."),
    ] = "sql",
) -> None:
    """Print the schema that this version of bbprops has."""
    from bbprops_cli.db.schema import definition as texts
    from bbprops_cli.db.schema import page as schema_page

    if fmt == "sql":
        text = "\n\n".join(texts.sql(target())) + "\n"
    else:
        text = texts.mermaid() if fmt == "mermaid" else schema_page.markdown()
    console.out.write(text)


def shell(
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[-- ARGUMENTS...]", help="What psql or sqlite3 is given as well.")
    ] = None,
    allow_production: Annotated[
        bool, typer.Option("--allow-production", help="Open production for writing, too.")
    ] = False,
) -> None:
    """Open psql or sqlite3 on the database; on production it only reads."""
    from bbprops_cli import settings
    from bbprops_cli.db.admin import facts, programs
    from bbprops_cli.rules.db.environment import is_production, require_expected

    where = target()
    mark = facts.mark(where)
    read_only = programs.is_read_only(production=is_production(mark), allowed=allow_production)
    if not read_only:
        require_expected(settings.current().environment(), mark)
    console.note(f"{where} ({mark or 'not marked'}){', read-only' * read_only}")
    programs.become_shell(where, arguments or [], read_only=read_only)
