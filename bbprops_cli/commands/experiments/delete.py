"""`experiments delete`."""

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.commands.experiments.options import ManyExperiments
from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread


@spread
def delete(experiment: ManyExperiments, write: Destructive) -> None:
    """Delete experiments; their snapshots stay.

    Examples:
      bbprops experiments delete 3f9c2e --dry-run  # what would be deleted
      bbprops experiments delete 3f9c2e 81d07a --yes  # without the question
    """
    from bbprops_cli.commands.shared import records

    records.remove(EXPERIMENTS, experiment, write, touches=(EXPERIMENTS.name,))
