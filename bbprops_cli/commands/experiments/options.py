"""Options of several commands of `experiments`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bbprops_cli.commands.shared.options import Excel, Leagues, OfSnapshot, OfUser, Output, Week, Where

if TYPE_CHECKING:  # help does without
    from bbprops_cli.db.connection.database import Db
    from bbprops_cli.queries.lists.listing import Request

# Typer takes lists of enumerations, not of literals.
RiskMode = StrEnum("RiskMode", ["conservative", "balanced", "aggressive"])
RunStatus = StrEnum("RunStatus", ["draft", "running", "completed", "failed"])

OneExperiment = Annotated[
    str, typer.Argument(metavar="EXPERIMENT", help="Id of the experiment, or its last six characters.")
]
ManyExperiments = Annotated[
    list[str], typer.Argument(metavar="EXPERIMENT...", help="Ids of experiments, or their last six characters.")
]
MetricName = Annotated[str, typer.Option("--metric", metavar="NAME", help="Metric, such as roi or by_league.NFL.roi.")]
GroupBy = Annotated[
    str,
    typer.Option(
        "--by", metavar="COLUMNS", help="Columns to group by, such as league,risk_mode.", show_default="no groups"
    ),
]


@dataclass(repr=False, eq=False)
class CompletedFilter:
    """Which completed experiments are meant."""

    user: OfUser = ""
    snapshot: OfSnapshot = ""
    league: Leagues = None
    week: Week = None
    risk_mode: Annotated[
        list[RiskMode] | None,
        typer.Option(case_sensitive=False, help="Risk mode; may be given more than once."),
    ] = None
    since: Annotated[
        str,
        typer.Option(metavar="WHEN", help="Only runs at or after this time: 2025-09-01, -30d.", show_default=False),
    ] = ""
    where: Where = ""

    def statuses(self) -> Sequence[RunStatus]:
        """The statuses to select; none selects all."""
        return [RunStatus.completed]

    def request(self, db: "Db") -> "Request":
        """The request for these experiments; raises NotFound or Ambiguous for a user or a snapshot."""
        from bbprops_cli.queries.experiments import selection
        from bbprops_cli.rules.values.typed_time import parse_instant
        from bbprops_cli.tasks.reader_time import for_reader

        choice = selection.ExperimentChoice(
            self.user,
            self.snapshot,
            tuple(self.league or ()),
            self.week,
            tuple(self.risk_mode or ()),
            tuple(self.statuses()),
            parse_instant(self.since, for_reader(db.now()), option="--since") if self.since else None,
        )
        return selection.request(db, choice)._replace(where=self.where)


@dataclass(repr=False, eq=False)
class ExperimentFilter(CompletedFilter):
    """Which experiments are meant."""

    status: Annotated[
        list[RunStatus] | None,
        typer.Option(case_sensitive=False, help="Status; may be given more than once."),
    ] = None

    def statuses(self) -> Sequence[RunStatus]:
        """The statuses that were given."""
        return self.status or []


@dataclass(repr=False, eq=False)
class ExperimentValues:
    """Columns that can be set at any time."""

    bankroll: Annotated[float | None, typer.Option(help="Bankroll at the start.", show_default=False)] = None
    num_props: Annotated[int | None, typer.Option(min=0, help="Number of props considered.", show_default=False)] = None
    num_slips: Annotated[int | None, typer.Option(min=0, help="Number of slips built.", show_default=False)] = None
    name: Annotated[str | None, typer.Option(help="Title.", show_default=False)] = None
    description: Annotated[str | None, typer.Option(help="What the run tries out.", show_default=False)] = None
    status: Annotated[
        RunStatus | None, typer.Option(case_sensitive=False, help="Status of the run.", show_default=False)
    ] = None

    def given(self) -> dict[str, Any]:
        """The columns that were given, by name; an empty text clears one."""
        values: dict[str, Any] = {"status": self.status, "bankroll": self.bankroll, "num_props": self.num_props}
        values |= {"num_slips": self.num_slips, "name": self.name, "description": self.description}
        return {name: value for name, value in values.items() if value is not None}


@dataclass(repr=False, eq=False)
class TableView(Output):
    """Output options for rows without times."""

    excel: Excel = False
