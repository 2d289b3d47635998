"""`users update`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users import outcome
from bbprops_cli.commands.users.options import Account, Text, User


@spread
def update(
    user: User,
    *,
    email: Annotated[Text, typer.Option(help="New email address.", show_default=False)] = None,
    account: Account,
    clear: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Column to empty, such as username; may be given more than once."),
    ] = None,
    write: Write,
) -> None:
    """Change a user; --metadata replaces all metadata.

    Examples:
      bbprops users update ana@demo.invalid --tier pro --expires +30d  # extend a subscription
      bbprops users update ana_demo --email ana.b@example.com --unverified  # a new address that is not confirmed yet
      bbprops users update ana.b@example.com --clear username  # free the username
    """
    from bbprops_cli.tasks.users import change

    (done,) = change.update([user], account.changes(email, clear or []), dry_run=write.dry_run)
    outcome.report(done, write)
