"""Options of several commands of `slips`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.catalog import SLIPS
from bbprops_cli.commands.shared.options import Leagues, OfSnapshot, OfUser, Platforms, Week, Where
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.db.connection.database import Db
    from bbprops_cli.queries.lists.listing import Request

MAX_STAKE = 1e12  # rejects an infinity
OneSlip = Annotated[str, typer.Argument(metavar="SLIP", help="Id of the slip, or its last six characters.")]
ManySlips = Annotated[list[str], typer.Argument(metavar="SLIP...", help="Ids of slips, or their last six characters.")]


@dataclass(repr=False, eq=False)
class SlipFilter:
    """Which slips are meant."""

    user: OfUser = ""
    placed: Annotated[
        bool | None,
        typer.Option("--placed/--unplaced", help="Only placed slips, or only slips not placed.", show_default=False),
    ] = None
    platform: Platforms = None
    min_ev: Annotated[
        str,
        typer.Option(
            metavar="N",
            help="Only slips with at least this expected return per unit staked, such as 1.05.",
            show_default=False,
        ),
    ] = ""
    legs: Annotated[int | None, typer.Option(min=1, help="Only slips with this many legs.", show_default=False)] = None
    snapshot: OfSnapshot = ""
    league: Leagues = None
    week: Week = None
    where: Where = ""

    def request(self, db: "Db") -> "Request":
        """The request for these slips; raises NotFound or Ambiguous for a user or a snapshot."""
        from bbprops_cli.queries.slips import selection

        choice = selection.SlipChoice(
            self.user,
            self.placed,
            tuple(self.platform or ()),
            self._least_ev(),
            self.legs,
            self.snapshot,
            self.week,
            tuple(self.league or ()),
        )
        return selection.request(db, choice)._replace(where=self.where)

    def request_of(self, db: "Db", references: list[str]) -> "Request":
        """`request`, but only for the slips that the references name, if there are any."""
        from bbprops_cli.queries.lists.listing import filters
        from bbprops_cli.queries.references import resolve

        request = self.request(db)
        if not references:
            return request
        named = filters(id=[resolve(db, SLIPS, each) for each in references])
        return request._replace(filters=(*request.filters, *named))

    def _least_ev(self) -> float | None:
        from bbprops_cli.rules.props.odds_format import number

        try:
            return number(self.min_ev) if self.min_ev else None
        except ValueError:
            raise UsageError(
                f"--min-ev: expected a number, got {self.min_ev[:40]!r}", hint="Pass a number such as 1.05."
            ) from None
