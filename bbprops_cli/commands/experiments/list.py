"""`experiments list`."""

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.commands.experiments.options import ExperimentFilter
from bbprops_cli.commands.shared.lists import show_page
from bbprops_cli.commands.shared.options import Listing, ListView
from bbprops_cli.commands.shared.spread import spread


@spread
def list_(which: ExperimentFilter, listing: Listing, view: ListView) -> None:
    """List experiments, latest run first.

    Examples:
      bbprops experiments list --league NFL --week 5 --status completed  # the results of one week
      bbprops experiments list --where "metrics.roi > 0.05" --sort -metrics.roi  # filter and sort by a metric
      bbprops experiments list --snapshot nfl-week-5-2025 --limit 1 -o name  # id of the latest run on a snapshot
      bbprops experiments list --fields help  # columns for --fields, --where and --sort
    """
    show_page(EXPERIMENTS, which.request, listing, view)
