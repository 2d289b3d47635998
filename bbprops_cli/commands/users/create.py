"""`users create`."""

from typing import Annotated, Literal

import typer

from bbprops_cli.commands.shared.options import Output, Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users import outcome
from bbprops_cli.commands.users.options import Account


@spread
def create(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Email address; stored in lower case.")],
    *,
    account: Account,
    if_exists: Annotated[
        Literal["error", "skip", "update"],
        typer.Option(help="What to do when a user already has this email address, Clerk id or Supabase id."),
    ] = "error",
    write: Write,
    output: Output,
) -> None:
    """Create a user with an account at Clerk or Supabase.

    Examples:
      bbprops users create dana@example.com --clerk-id user_2dana --tier pro  # a new subscriber
      bbprops users create dana@example.com --clerk-id user_2dana --if-exists update --expires +30d  # create or extend
      bbprops users create eli@example.com --clerk-id user_2eli --dry-run -o json  # check the values first
    """
    from bbprops_cli.tasks.users import change

    done = change.create(account.new_values(email), if_exists, dry_run=write.dry_run)
    if not write.cron:
        outcome.show(done, output)
    outcome.report(done, write)
