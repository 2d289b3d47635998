"""`props movement`."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.commands.props.filters import GameFilter
from bbprops_cli.commands.shared.lists import in_zone, show_rows
from bbprops_cli.commands.shared.options import PricedListView, Where
from bbprops_cli.commands.shared.spread import spread

if TYPE_CHECKING:  # help does without
    from bbprops_cli.queries.props.selection import PropChoice


@dataclass(repr=False, eq=False)
class MovementFilter(GameFilter):
    """Which props are followed over time, wherever they are stored."""

    game: Annotated[str, typer.Option(help="Id of the game at the provider.", show_default=False)] = ""
    where: Where = ""

    def choice(self) -> "PropChoice":
        """The props that these options choose, active or not."""
        return super().choice()._replace(game_id=self.game, where=self.where, activity="all")


@spread
def movement(
    player: Annotated[
        str, typer.Argument(metavar="PLAYER", help="Player's name; accents, case and apostrophes do not matter.")
    ],
    market: Annotated[str, typer.Argument(metavar="MARKET", help="Market, by our name or a provider's.")],
    *,
    which: MovementFilter,
    snapshots: Annotated[
        list[str] | None,
        typer.Option(
            "--snapshot", metavar="NAME", help="Only the lines of this snapshot; may be given more than once."
        ),
    ] = None,
    view: PricedListView,
) -> None:
    """Show how a player's lines moved on the board and between snapshots.

    A terminal also gets a chart of each line.

    Examples:
      bbprops props movement "Marcus Ellerby" passing_yards  # on every platform
      bbprops props movement "marcus ellerby" "Pass Yards" --platform draftkings --odds american  # a provider's label
      bbprops props movement "Tavon Brisket" rushing_yards --snapshot nfl-week-5-2025 -o csv  # as captured
    """
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.output import chart
    from bbprops_cli.queries.props.movement import MOVEMENT, find_series

    with reading() as db:
        series = find_series(db, in_zone(db, which.request(db), view), player, market, snapshots=snapshots or [])
    shown = show_rows([row for each in series for row in each.rows()], MOVEMENT, view)
    if shown and view.fmt in {None, "table"} and sys.stdout.isatty():
        chart.show([(each.label, each.lines) for each in series])
