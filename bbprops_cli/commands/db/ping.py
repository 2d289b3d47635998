"""`db ping`."""

from typing import Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import TIMEOUT_SECONDS, Output, Timeout
from bbprops_cli.commands.shared.spread import spread

PING = (
    Column("target", "text", "Address of the database", 2),
    Column("connect_ms", "float", "Milliseconds to connect", 1),
    Column("answer_ms", "float", "Milliseconds from a query to its answer", 1),
)


@spread
def ping(
    *,
    wait: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="Try again for this long until it answers: 60s, 5m.", show_default="one attempt"
        ),
    ] = "",
    timeout: Timeout = TIMEOUT_SECONDS,
    output: Output,
) -> None:
    """Measure how fast the database answers.

    Examples:
      bbprops db ping  # is the database there?
      bbprops db ping --wait 60s  # in a container that starts together with it
    """
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.db.ping import ping as measure

    times = measure(where := target(), wait, console.detail, timeout=timeout)
    formats.show_one(list(zip(PING, (str(where), *times), strict=True)), fmt=output.fmt)
