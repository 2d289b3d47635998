"""`bbprops db` ping: the server behind the database."""

from typing import Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.options import AsFormat
from bbprops_cli.db.connect import target
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
    from bbprops_cli.db import facts
    from bbprops_cli.rules.instant import parse_span

    where = target()
    times = facts.await_ping(where, parse_span(wait), console.detail) if wait else facts.ping(where)
    formats.show_one(list(zip(PING, (str(where), *times), strict=True)), fmt=output)
