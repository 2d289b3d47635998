"""`props list`."""

from bbprops_cli.catalog import PROPS
from bbprops_cli.commands.props.filters import PropFilter
from bbprops_cli.commands.shared.lists import show_page
from bbprops_cli.commands.shared.options import Listing, PricedListView
from bbprops_cli.commands.shared.spread import spread


@spread
def list_(which: PropFilter, listing: Listing, view: PricedListView) -> None:
    """List the props of the live board or of a snapshot.

    Examples:
      bbprops props list --league NFL --week 5 --market passing_yards  # a week's lines on passing yards
      bbprops props list --where "line > 250 and odds >= 1.9" --sort -line -o csv  # high lines, for a spreadsheet
      bbprops props list --snapshot nfl-week-5-2025 --platform prizepicks --odds american  # as they were captured
      bbprops props list --fields help  # columns for --fields, --where and --sort
    """
    show_page(PROPS, which.request, listing, view)
