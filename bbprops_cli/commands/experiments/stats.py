"""`experiments stats`."""

from typing import Annotated

import typer

from bbprops_cli.commands.experiments.options import ExperimentFilter, MetricName
from bbprops_cli.commands.shared.options import ListView
from bbprops_cli.commands.shared.spread import spread


@spread
def stats(
    *,
    by: Annotated[
        str, typer.Option(metavar="COLUMNS", help="Columns to group by, such as league,week.")
    ] = "league,risk_mode,status",
    metric: MetricName = "roi",
    which: ExperimentFilter,
    view: ListView,
) -> None:
    """Count experiments, with mean and median of a metric, by group.

    Examples:
      bbprops experiments stats  # mean and median ROI by league, risk mode and status
      bbprops experiments stats --by league,week --metric log_loss -o csv  # for a spreadsheet
    """
    from bbprops_cli.commands.shared.lists import show_rows
    from bbprops_cli.output import console
    from bbprops_cli.tasks.experiments import measure

    columns, rows = measure.by_group(measure.MetricQuery(which.request, metric, by, console.note))
    show_rows(rows, columns, view)
