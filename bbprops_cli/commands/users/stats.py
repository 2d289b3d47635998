"""`users stats`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import ListView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import UserFilter


@spread
def stats(
    *,
    by: Annotated[
        str,
        typer.Option(
            metavar="COLUMNS",
            help="Columns to group by: tier, status, month (of creation), is_active, is_verified.",
        ),
    ] = "tier,status",
    which: UserFilter,
    view: ListView,
) -> None:
    """Count users by tier and status, or by other columns.

    Examples:
      bbprops users stats  # how many users each tier and status has
      bbprops users stats --by month -o csv  # new users of each month, for a spreadsheet
    """
    from bbprops_cli.commands.shared import records
    from bbprops_cli.queries.users import find as users

    records.stats(which.request, lambda dialect: users.by(dialect, by), users.FIGURES, view)
