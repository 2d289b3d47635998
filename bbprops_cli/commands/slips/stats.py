"""`slips stats`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import ListView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import SlipFilter


@spread
def stats(
    *,
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMNS",
            help="Columns to group by: platform, month (of placement, else of creation), is_placed, user_id, "
            "snapshot_id.",
        ),
    ] = "platform,month",
    which: SlipFilter,
    view: ListView,
) -> None:
    """Count slips, total their stakes and average their EV, by group.

    Examples:
      bbprops slips stats --placed  # what is staked on each platform in each month
      bbprops slips stats --by user_id -o csv  # slips and stakes of each user, for a spreadsheet
    """
    from bbprops_cli.commands.shared.lists import show_rows
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.lists import grouped
    from bbprops_cli.queries.slips.stats import FIGURES, groups

    with reading() as db:
        parts = [*groups(db.dialect, by), *FIGURES]
        rows = grouped.figures(db, which.request(db), parts[: -len(FIGURES)], FIGURES)
    show_rows(rows, [part.column for part in parts], view)
