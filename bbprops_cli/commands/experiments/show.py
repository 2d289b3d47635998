"""`experiments show`."""

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.commands.experiments.options import OneExperiment
from bbprops_cli.commands.shared.options import RecordView
from bbprops_cli.commands.shared.spread import spread


@spread
def show(experiment: OneExperiment, view: RecordView) -> None:
    """Show one experiment with its metrics and caveats.

    Examples:
      bbprops experiments show 3f9c2e  # by the last six characters of its id
      bbprops experiments show 3f9c2e -o json  # as one document, for a script
    """
    from bbprops_cli.commands.shared.records import show_with
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries import records
    from bbprops_cli.queries.experiments import runs

    with reading() as db:
        (run,) = runs.named(db, [experiment])
        pairs = records.with_names(db, [(column, run.values[column.name]) for column in EXPERIMENTS.columns])
    metrics = ("metrics", runs.METRIC_COLUMNS, runs.metric_rows(run.values["metrics"]))
    show_with([*pairs, (runs.CAVEATS, run.caveats)], EXPERIMENTS, [metrics], view)
