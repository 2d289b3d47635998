"""`experiments plot`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.commands.experiments.options import CompletedFilter, GroupBy, MetricName, TableView
from bbprops_cli.commands.shared.spread import spread

if TYPE_CHECKING:  # help does without
    from bbprops_cli.queries.experiments.stats import Weekly


@spread
def plot(
    *,
    metric: MetricName = "roi",
    by: GroupBy = "",
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the lines into this file.", show_default=False)
    ] = None,
    which: CompletedFilter,
    view: TableView,
) -> None:
    """Show the mean of a metric from week to week.

    Only completed experiments count. A terminal also shows a chart.

    Examples:
      bbprops experiments plot  # mean ROI of each week
      bbprops experiments plot --metric log_loss --by risk_mode -o csv  # one line per risk mode, for a spreadsheet
      bbprops experiments plot --by risk_mode --svg roi.svg  # as a drawing
    """
    from bbprops_cli.commands.shared.lists import show_rows
    from bbprops_cli.output import chart, console
    from bbprops_cli.queries.experiments.stats import WEEKLY_COLUMNS, lines
    from bbprops_cli.tasks.experiments import measure

    weeks = measure.by_week(measure.MetricQuery(which.request, metric, by, console.note))
    if svg:
        _draw(svg, weeks, metric)
        return
    show_rows(weeks, WEEKLY_COLUMNS, view)
    if weeks and view.fmt in {None, "table"} and sys.stdout.isatty():
        chart.show(lines(weeks))


def _draw(file: Path, weeks: "Sequence[Weekly]", metric: str) -> None:
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.output.drawing import draw
    from bbprops_cli.queries.experiments.stats import lines

    labels = {week.time: f"{week.season} week {week.week}" for week in weeks}
    with exporting.sink(file) as out:
        draw(lines(weeks), labels, metric, out)
    exporting.wrote(file)
