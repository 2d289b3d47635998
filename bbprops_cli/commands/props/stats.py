"""`props stats`."""

from typing import Annotated

import typer

from bbprops_cli.commands.props.filters import PropFilter
from bbprops_cli.commands.shared.lists import in_zone, show_rows
from bbprops_cli.commands.shared.options import ListView
from bbprops_cli.commands.shared.spread import spread


@spread
def stats(
    *,
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMNS", help="Columns to group by, such as market,platform,week.")
    ] = "market",
    which: PropFilter,
    sort: Annotated[
        str, typer.Option(metavar="COLUMNS", help="Order of the groups, such as -props.", show_default="--by")
    ] = "",
    view: ListView,
) -> None:
    """Count props and players, and summarize lines and odds, by group.

    Examples:
      bbprops props stats  # how many props, players and lines each market has
      bbprops props stats --by league,platform --sort -props  # the largest groups first
      bbprops props stats --by team --market passing_yards -o csv  # for a spreadsheet
    """
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.props.stats import find_stats, group_columns

    groups = group_columns(by)
    with reading() as db:
        found = find_stats(db, in_zone(db, which.request(db), view), groups, sort)
    show_rows(found.rows, found.columns, view)
