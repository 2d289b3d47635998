"""`users list`."""

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.lists import show_page
from bbprops_cli.commands.shared.options import Listing, ListView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import UserFilter


@spread
def list_(which: UserFilter, listing: Listing, view: ListView) -> None:
    """List users, newest first.

    Examples:
      bbprops users list --tier pro --tier enterprise  # paying users
      bbprops users list --expiring-within 7 --sort subscription_expires_at  # whose subscription ends this week
      bbprops users list --where "last_login_at is null" -o name  # ids of users who never logged in
      bbprops users list --fields help  # columns for --fields, --where and --sort
    """
    show_page(USERS, which.request, listing, view)
