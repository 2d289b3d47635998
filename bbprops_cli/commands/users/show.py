"""`users show`."""

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.options import RecordView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import User


@spread
def show(user: User, view: RecordView) -> None:
    """Show one user with the number of their experiments and slips.

    Examples:
      bbprops users show ana@demo.invalid  # by email address
      bbprops users show ana_demo -o json  # by username, for a script
    """
    from bbprops_cli.commands.shared import records
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.users import find as users

    with reading() as db:
        pairs = users.describe(db, user)
    records.show(pairs, USERS, view)
