"""`snapshots diff`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import PricedListView
from bbprops_cli.commands.shared.spread import spread

_SIDE = "Name or id of a snapshot, the last six characters of the id, or `board` for the live board."


@spread
def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help=_SIDE)],
    after: Annotated[str, typer.Argument(metavar="AFTER", help=_SIDE)],
    *,
    min_move: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="N",
            help="Only lines that changed by at least N, or whose odds changed by N of implied probability.",
        ),
    ] = 0,
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMNS", help="Count lines by these columns instead: market,platform.", show_default=False
        ),
    ] = "",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if there are differences.")] = False,
    view: PricedListView,
) -> None:
    """List lines that were changed, added or removed between snapshots.

    Changed lines come first, the largest change at the top; then added and removed lines.

    Examples:
      bbprops snapshots diff nfl-week-5-2025 board --min-move 0.5  # how far lines have moved since the snapshot
      bbprops snapshots diff nfl-week-5-2025 board --by market,platform  # how many, by market and platform
      bbprops snapshots diff nfl-week-5-2025 nfl-week-5-2025 --exit-code -q  # whether anything differs, for a script
    """
    from bbprops_cli.errors import ExitCode
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.snapshots.diff import compare

    found = compare(before, after, min_move=min_move, by=by)
    formats.show(found.rows, found.columns, fmt=view.fmt, tz=view.tz, odds=view.odds, excel=view.excel)
    console.note(found.summary())
    if exit_code and any(found.counts.values()):
        raise typer.Exit(ExitCode.FAILURE)
