"""`slips list`."""

from bbprops_cli.catalog import SLIPS
from bbprops_cli.commands.shared.lists import show_page
from bbprops_cli.commands.shared.options import Listing, ListView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import SlipFilter


@spread
def list_(which: SlipFilter, listing: Listing, view: ListView) -> None:
    """List slips, newest first.

    --week and --league filter by the snapshot of a slip.

    Examples:
      bbprops slips list --unplaced --min-ev 1.05  # slips worth placing
      bbprops slips list --user ana_demo --placed --sort -placed_at --limit 10  # the last ten bets of a user
      bbprops slips list --where "legs.0.line > 80" --fields id,name,legs.0.player  # columns of the first leg
      bbprops slips list --fields help  # columns for --fields, --where and --sort
    """
    show_page(SLIPS, which.request, listing, view)
