"""`slips show`, `check`, `stats` and `export`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bbprops_cli.catalog import SLIPS, Column
from bbprops_cli.commands.shared.lists import View
from bbprops_cli.commands.shared.options import (
    AsFormat,
    Excel,
    Leagues,
    OfSnapshot,
    OfUser,
    Platforms,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.errors import ExitCode, UsageError
from bbprops_cli.output import console, formats

Placed = Annotated[
    bool | None, typer.Option("--placed/--unplaced", help="Only those that are, or are not.", show_default=False)
]
MinEv = Annotated[
    str,
    typer.Option("--min-ev", metavar="N", help="Only those that return so much a unit, or more.", show_default=False),
]
Legs = Annotated[int | None, typer.Option(min=1, help="Only those of so many legs.", show_default=False)]
Slips = Annotated[
    list[str] | None, typer.Argument(metavar="[SLIP]...", help="Ids, or the last six characters of them.")
]


def choice(
    user: str,
    placed: bool | None,
    platforms: list[str] | None,
    min_ev: str,
    legs: int | None,
    snapshot: str,
    week: int | None,
    leagues: list[str] | None,
) -> Any:
    """The named options of a list, read; UsageError for a --min-ev that is no number."""
    from bbprops_cli.queries.slips.find import Choice
    from bbprops_cli.rules.props.odds_format import number

    try:
        least = number(min_ev) if min_ev else None
    except ValueError as error:
        raise UsageError(f"--min-ev: {error}.", hint="Write --min-ev 1.05.") from None
    return Choice(user, placed, tuple(platforms or ()), least, legs, snapshot, week, tuple(leagues or ()))


def show(pairs: Sequence[tuple[Column, Any]], view: View) -> None:
    """Show a slip: one document for programs; for people a record, its legs below it, and their correlations."""
    from bbprops_cli.commands.shared.records import show_with
    from bbprops_cli.queries.slips import find as slips

    values = {column.name: value for column, value in pairs}
    matrix = values["correlations"].get("matrix")
    tables: list[Any] = [("legs", slips.LEG, slips.leg_rows(values["legs"]))]
    if matrix and all(isinstance(row, list) for row in matrix):
        tables.append(("correlations", *slips.matrix_table(matrix)))
    show_with(pairs, SLIPS, tables, view)


def check(
    slip: Slips = None,
    user: OfUser = "",
    placed: Placed = None,
    platform: Platforms = None,
    snapshot: OfSnapshot = "",
    where: Where = "",
    output: AsFormat = None,
) -> None:
    """Look for contradictions; exit with 5 where there are any.

    That are an EV that the legs' probabilities and the payout do not make, a matrix that is none of correlations, two
    legs on one prop, and props that are gone.
    """
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries import references
    from bbprops_cli.queries.lists.listing import filters
    from bbprops_cli.queries.slips import find as slips

    with reading() as db:
        request = slips.find(db, choice(user, placed, platform, "", None, snapshot, None, None))
        if slip:
            these = filters(id=[references.resolve(db, SLIPS, each) for each in slip])
            request = request._replace(filters=(*request.filters, *these))
        found = list(slips.check(db, request._replace(where=where)))
    formats.show(found, slips.FINDINGS, fmt=output)
    console.note(console.counted(len(found), "findings") if found else "nothing contradicts itself")
    if found:
        raise typer.Exit(ExitCode.INVALID)


def stats(
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMNS", help="platform, month, is_placed, user_id, snapshot_id.")
    ] = "platform,month",
    user: OfUser = "",
    placed: Placed = None,
    platform: Platforms = None,
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    week: Week = None,
    where: Where = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """Count slips and add up their stakes, by platform and the month in which they were placed, else saved."""
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.lists import grouped
    from bbprops_cli.queries.slips import find as slips

    with reading() as db:
        request = slips.find(db, choice(user, placed, platform, "", None, snapshot, week, league))
        parts = slips.by(db.dialect, by)
        rows = grouped.figures(db, request._replace(where=where), parts, slips.FIGURES)
    formats.show(rows, [part.column for part in (*parts, *slips.FIGURES)], fmt=output, tz=tz, excel=excel)


def export(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", allow_dash=True, help="Where to; - is stdout.")] = Path("-"),
    fmt: Annotated[
        Literal["csv", "jsonl"] | None,
        typer.Option("--output", "-o", help="Its format; by the ending of FILE, else csv.", show_default=False),
    ] = None,
    explode: Annotated[
        Literal["legs"] | None, typer.Option("--explode", help="A row for each leg.", show_default=False)
    ] = None,
    user: OfUser = "",
    placed: Placed = None,
    platform: Platforms = None,
    min_ev: MinEv = "",
    legs: Legs = None,
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    week: Week = None,
    where: Where = "",
) -> None:
    """Write slips for another program, a row each or, with --explode legs, a row for each leg."""
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.slips import find as slips

    wanted = exporting.format_of(file, fmt, ("csv", "jsonl"))
    chosen = choice(user, placed, platform, min_ev, legs, snapshot, week, league)
    with reading() as db:
        request = slips.find(db, chosen)._replace(where=where, sort="created_at")
        columns, rows = slips.export(db, request, explode=explode is not None)
        exporting.rows(file, rows, columns, wanted)
