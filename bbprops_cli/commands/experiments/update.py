"""`experiments update`."""

from typing import Annotated

import typer

from bbprops_cli.commands.experiments.options import ExperimentValues, OneExperiment
from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.errors import UsageError


@spread
def update(
    experiment: OneExperiment,
    *,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Metric to add or change; no VALUE removes it. May be given more than once.",
        ),
    ] = None,
    values: ExperimentValues,
    write: Write,
) -> None:
    """Change an experiment; other metrics and columns stay.

    An empty --name or --description clears it. A completed experiment cannot get
    another status.

    Examples:
      bbprops experiments update 3f9c2e --metric log_loss=0.66 --status completed  # add a result
      bbprops experiments update 3f9c2e --metric by_platform.prizepicks.roi=0.05  # a metric inside an object
      bbprops experiments update 3f9c2e --metric hit_rate= --description ""  # remove a metric and clear a column
    """
    from bbprops_cli.commands.shared.changes import described
    from bbprops_cli.rules.experiments.metrics import assigned
    from bbprops_cli.tasks.experiments.update import update_experiment

    given, metrics = values.given(), assigned(metric or [])
    if not given and not metrics:
        raise UsageError("nothing to update", hint="pass at least one of --metric, --status, --name, …")
    done = update_experiment(experiment, given, metrics, dry_run=write.dry_run)
    if done.changed:
        write.report("update", f"{done.end}: {described(done.changed)}")
    else:
        write.unchanged(f"{done.end} already has these values")
