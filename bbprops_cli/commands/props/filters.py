"""Options of `props` that choose props."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bbprops_cli.commands.shared.options import (
    Everything,
    Inactive,
    InSnapshot,
    Leagues,
    Markets,
    Platforms,
    Player,
    Season,
    Team,
    Week,
    Where,
)
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console

if TYPE_CHECKING:  # help does without
    from bbprops_cli.db.connection.database import Db
    from bbprops_cli.queries.lists.listing import Request
    from bbprops_cli.queries.props.selection import Activity, PropChoice


@dataclass(repr=False, eq=False)
class GameFilter:
    """Which games and platforms are meant; the classes below add what else chooses props."""

    league: Leagues = None
    season: Season = ""
    week: Week = None
    platform: Platforms = None
    team: Team = ""

    def choice(self) -> "PropChoice":
        """The props that these options choose."""
        from bbprops_cli.queries.props.selection import PropChoice

        leagues, platforms = tuple(self.league or ()), tuple(self.platform or ())
        return PropChoice(leagues, self.season, self.week, platforms, team=self.team)

    def request(self, db: "Db") -> "Request":
        """The request for these props; raises NotFound for an unknown snapshot."""
        from bbprops_cli.queries.props import selection

        return selection.request(db, self.choice(), note=console.note)


@dataclass(repr=False, eq=False)
class BoardFilter(GameFilter):
    """Which props of the live board are meant."""

    player: Player = ""
    market: Markets = None
    where: Where = ""

    def choice(self) -> "PropChoice":
        """The props that these options choose."""
        return super().choice()._replace(player=self.player, markets=tuple(self.market or ()), where=self.where)


@dataclass(repr=False, eq=False)
class PropFilter(BoardFilter):
    """The filter options for props of the board or of a snapshot, active or not."""

    snapshot: InSnapshot = ""
    inactive: Inactive = False
    everything: Everything = False

    def __post_init__(self) -> None:
        self.activity = activity(self.inactive, self.everything)

    def choice(self) -> "PropChoice":
        """The props that these options choose."""
        return super().choice()._replace(snapshot=self.snapshot, activity=self.activity)


def activity(inactive: bool, everything: bool) -> "Activity":
    """Which props --inactive and --all choose; raises UsageError for both of them together."""
    if inactive and everything:
        raise UsageError("--inactive and --all cannot be combined")
    return "all" if everything else "inactive" if inactive else "active"
