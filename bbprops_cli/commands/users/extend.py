"""`users extend`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users import outcome
from bbprops_cli.commands.users.options import User


@spread
def extend(
    user: User,
    time: Annotated[str, typer.Argument(metavar="TIME", help="How much longer: 30d, 4w.")],
    *,
    write: Write,
) -> None:
    """Let a subscription end later, counted from its end or from now.

    A subscription that has ended, or has no end, then ends that long from now.

    Examples:
      bbprops users extend ana@demo.invalid 30d  # one more month
      bbprops users extend ana_demo 4w --dry-run  # when would it end?
    """
    from bbprops_cli.rules.values.typed_time import parse_span
    from bbprops_cli.tasks.users import change

    (done,) = change.update([user], {"subscription_expires_at": parse_span(time)}, dry_run=write.dry_run)
    outcome.report(done, write, verb="extend")
