"""`experiments compare`."""

from typing import Annotated

import typer

from bbprops_cli.commands.experiments.options import ManyExperiments, TableView
from bbprops_cli.commands.shared.spread import spread


@spread
def compare(
    experiment: ManyExperiments,
    *,
    baseline: Annotated[
        str,
        typer.Option(
            metavar="EXPERIMENT", help="Experiment to compare the others with.", show_default="the first EXPERIMENT"
        ),
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also show values that do not differ.")] = False,
    view: TableView,
) -> None:
    """Compare experiments with a baseline, and say which metrics are better.

    Examples:
      bbprops experiments compare 3f9c2e 81d07a  # what differs in the second one
      bbprops experiments compare 81d07a --baseline 3f9c2e --all -o csv  # all values, for a spreadsheet
    """
    from bbprops_cli.commands.shared.lists import show_rows
    from bbprops_cli.output import console
    from bbprops_cli.queries.experiments.differences import DIFFERENCE_COLUMNS
    from bbprops_cli.tasks.experiments.compare import compare_experiments

    found = compare_experiments(experiment, baseline, everything=everything)
    show_rows(found.differences, DIFFERENCE_COLUMNS, view)
    counts = ", ".join(f"{found.count(verdict):,} {verdict}" for verdict in ("better", "worse"))
    console.note(f"against {found.baseline}: {counts}" if found.differences else "no differences")
    for label, caveats in found.caveats.items():
        console.note(f"{label}: {caveats}")
