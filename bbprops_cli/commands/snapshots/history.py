"""`snapshots history`."""

from typing import Annotated

import typer

from bbprops_cli.catalog import LOCK_EVENTS
from bbprops_cli.commands.shared.lists import show_page
from bbprops_cli.commands.shared.options import Listing, RecordView, Where
from bbprops_cli.commands.shared.spread import spread


@spread
def history(
    snapshot: Annotated[
        str,
        typer.Argument(
            metavar="[SNAPSHOT]",
            help="Name, even of a deleted snapshot; id, or its last six characters. All snapshots by default.",
            show_default=False,
        ),
    ] = "",
    *,
    where: Where = "",
    listing: Listing,
    view: RecordView,
) -> None:
    """List locks and unlocks, newest first.

    Examples:
      bbprops snapshots history week-4  # who locked and unlocked one snapshot, when and why
      bbprops snapshots history --where "action = unlock" --limit 10  # the last unlocks of all snapshots
      bbprops snapshots history --fields help  # columns for --fields, --where and --sort
    """
    from bbprops_cli.queries.lists.listing import Request
    from bbprops_cli.queries.snapshots.history import filters

    show_page(LOCK_EVENTS, lambda db: Request(LOCK_EVENTS, "", filters(db, snapshot), where), listing, view)
