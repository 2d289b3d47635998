"""`users delete`."""

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import Users


@spread
def delete(user: Users, write: Destructive) -> None:
    """Delete users with their experiments and slips.

    `bbprops users erase` removes the personal data and keeps experiments and slips.

    Examples:
      bbprops users delete ben@demo.invalid --dry-run  # what would be deleted with the user
      bbprops users delete ben@demo.invalid --yes  # without the question
    """
    from bbprops_cli.commands.shared import records

    records.remove(USERS, user, write, touches=(USERS.name, "experiments", "slips"))
