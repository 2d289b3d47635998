"""`snapshots list`."""

from typing import Annotated

import typer

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.commands.shared.lists import show_page
from bbprops_cli.commands.shared.options import Listing, RecordView, Where
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import SnapshotFilter


@spread
def list_(
    *,
    which: SnapshotFilter,
    due: Annotated[bool, typer.Option("--due", help="Only unlocked snapshots whose lock time has passed.")] = False,
    where: Where = "",
    listing: Listing,
    view: RecordView,
) -> None:
    """List snapshots, newest first.

    Examples:
      bbprops snapshots list --league NFL --unlocked  # snapshots that can still be changed
      bbprops snapshots list --due -o name  # names of the snapshots that `snapshots lock --due` would lock
      bbprops snapshots list --where "model_version = 'v1.0.0'" --sort week  # by any column
      bbprops snapshots list --fields help  # columns for --fields, --where and --sort
    """
    from bbprops_cli.db.connection.database import Db
    from bbprops_cli.queries.lists.listing import Request

    def find(db: Db) -> Request:
        return Request(SNAPSHOTS, "", which.filters(due=db.now() if due else None), where)

    show_page(SNAPSHOTS, find, listing, view)
