"""`props search`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.catalog import PROPS
from bbprops_cli.commands.props.filters import GameFilter, activity
from bbprops_cli.commands.shared.lists import in_zone, show_fields, show_rows
from bbprops_cli.commands.shared.options import (
    Everything,
    Fields,
    Inactive,
    InSnapshot,
    Limit,
    Markets,
    PricedListView,
    Where,
)
from bbprops_cli.commands.shared.spread import spread

if TYPE_CHECKING:  # help does without
    from bbprops_cli.queries.props.selection import PropChoice


@dataclass(repr=False, eq=False)
class SearchFilter(GameFilter):
    """Which props are searched for a player."""

    market: Markets = None
    where: Where = ""
    snapshot: InSnapshot = ""
    inactive: Inactive = False
    everything: Everything = False

    def __post_init__(self) -> None:
        self.activity = activity(self.inactive, self.everything)

    def choice(self) -> "PropChoice":
        """The props that these options choose."""
        chosen = super().choice()._replace(markets=tuple(self.market or ()), where=self.where)
        return chosen._replace(snapshot=self.snapshot, activity=self.activity)


@spread
def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Player's name, or a part of it.")],
    *,
    names: Annotated[bool, typer.Option("--names", help="Show the matching names instead of their props.")] = False,
    which: SearchFilter,
    fields: Fields = "",
    limit: Limit = None,
    view: PricedListView,
) -> None:
    """Find the props of a player, despite accents, case and typos.

    Apostrophes and suffixes such as Jr. do not matter either. The best match comes first.

    Examples:
      bbprops props search brisket  # by a part of the name
      bbprops props search "markus elerby" --names  # with typos; which players match, and how well
      bbprops props search ellerby --platform draftkings --odds american  # what one sportsbook offers
    """
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.output import console
    from bbprops_cli.queries.props.search import find_players, find_props

    if fields == "help":
        show_fields(PROPS, view)
        return
    name = " ".join(text)
    with reading() as db:
        request = in_zone(db, which.request(db), view)._replace(fields=fields, limit=console.page_size(limit))
        found = (find_players if names else find_props)(db, request, name)
        shown = show_rows(found.rows, found.columns, view, fields=fields)
    if not found.total:
        console.note(f"no player has a name like {name[:100]!r}")
    if shown < found.total:
        console.note(f"{shown:,} of {found.total:,}; --limit 0 shows all")
