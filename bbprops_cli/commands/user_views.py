"""`users stats`, and the options by which users are chosen."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from bbprops_cli.commands.shared.options import AsFormat, Excel, TimeZone, Where
from bbprops_cli.output import formats

Tier = StrEnum("Tier", ["free", "pro", "enterprise"])  # Typer takes lists of enumerations, not of literals
Status = StrEnum("Status", ["active", "cancelled", "past_due", "trialing"])
Tiers = Annotated[
    list[Tier] | None,
    typer.Option("--tier", case_sensitive=False, help="Subscription; may be given more than once."),
]
Statuses = Annotated[
    list[Status] | None,
    typer.Option("--status", case_sensitive=False, help="State of the subscription; may be given more than once."),
]
Active = Annotated[
    bool | None,
    typer.Option("--active/--inactive", help="Only those who may, or may not, log in.", show_default=False),
]
Expiring = Annotated[
    int | None,
    typer.Option(
        "--expiring-within",
        metavar="DAYS",
        min=0,
        max=36_500,
        help="Only those whose subscription ends today or within so many days.",
        show_default=False,
    ),
]
Search = Annotated[
    str, typer.Option("--search", metavar="TEXT", help="A part of the e-mail, username or name.", show_default=False)
]


def choice(
    tiers: list[Tier] | None, statuses: list[Status] | None, active: bool | None, expiring: int | None, search: str
) -> Any:
    """The request for the users that the named options choose."""
    from bbprops_cli.queries.users import find as users

    chosen = users.Choice(tuple(tiers or ()), tuple(statuses or ()), active, expiring, search)
    return users.find(chosen, datetime.now(UTC))


def stats(
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMNS", help="tier, status, month of creation, is_active, is_verified.")
    ] = "tier,status",
    tier: Tiers = None,
    status: Statuses = None,
    active: Active = None,
    expiring: Expiring = None,
    search: Search = "",
    where: Where = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """Count users by tier and status; `--by month` counts the new ones of each month."""
    from bbprops_cli.db.connection.connect import reading
    from bbprops_cli.queries.lists import grouped
    from bbprops_cli.queries.users import find as users

    request = choice(tier, status, active, expiring, search)
    with reading() as reader:
        parts = users.by(reader.kind, by)
        rows = grouped.figures(*reader, request._replace(where=where), parts, users.FIGURES)
    formats.show(rows, [part.column for part in (*parts, *users.FIGURES)], fmt=output, tz=tz, excel=excel)
