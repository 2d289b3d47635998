"""`experiments leaderboard`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bbprops_cli.commands.experiments.options import CompletedFilter, GroupBy, MetricName, TableView
from bbprops_cli.commands.shared.spread import spread

if TYPE_CHECKING:  # help does without
    from bbprops_cli.tasks.experiments.measure import Terms


@dataclass(repr=False, eq=False)
class RankingTerms:
    """Which runs a ranking has, and what is better."""

    min_n: Annotated[int, typer.Option(min=0, help="Only runs with at least this many bets.")] = 0
    better: Annotated[
        Literal["high", "low"] | None,
        typer.Option(help="Whether high or low values are better.", show_default="what is known of the metric"),
    ] = None
    without_caveats: Annotated[bool, typer.Option("--without-caveats", help="Leave out runs with caveats.")] = False
    unflagged: Annotated[bool, typer.Option(hidden=True, help="Former name of --without-caveats.")] = False
    top: Annotated[int, typer.Option(min=0, help="Number of places in each ranking, 0 for all.")] = 0

    def given(self) -> "Terms":
        """The terms for the use case."""
        from bbprops_cli.tasks.experiments.measure import Terms

        return Terms(self.better or "", self.min_n, not (self.without_caveats or self.unflagged), self.top)


@spread
def leaderboard(
    *, metric: MetricName, by: GroupBy = "", terms: RankingTerms, which: CompletedFilter, view: TableView
) -> None:
    """Rank completed experiments by a metric, with their caveats.

    A run has caveats if it has no snapshot, or if its snapshot was not locked, has
    been unlocked, changed or deleted since, or was captured after kick-off.

    Examples:
      bbprops experiments leaderboard --metric roi --min-n 10 --top 3  # the best three runs of ten bets or more
      bbprops experiments leaderboard --metric log_loss --by risk_mode --without-caveats  # one ranking per risk mode
      bbprops experiments leaderboard --metric n --better high  # say what is better if it is not known
    """
    from bbprops_cli.commands.shared.lists import show_rows
    from bbprops_cli.output import console
    from bbprops_cli.tasks.experiments import measure

    ranking = measure.rank(measure.MetricQuery(which.request, metric, by, console.note), terms.given())
    show_rows(ranking.rows, ranking.columns, view)
    if ranking.with_caveats:
        console.note(
            f"{ranking.with_caveats:,} of {ranking.runs:,} runs have caveats; --without-caveats leaves them out"
        )
    if ranking.left_out:
        console.note(f"{console.counted(ranking.left_out, 'runs')} left out by --min-n or --without-caveats")
