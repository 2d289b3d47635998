"""Runs ranked by a metric."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bbprops_cli.catalog import EXPERIMENTS, Column
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.experiments.groups import in_groups
from bbprops_cli.queries.experiments.runs import CAVEATS, RecordedRun
from bbprops_cli.queries.lists.listing import Row
from bbprops_cli.rules.experiments import metrics
from bbprops_cli.rules.experiments.metrics import Better

RANK = Column("rank", "int", "Place in the group", 1)
VALUE = Column("value", "float", "Value of the metric", 1)
BETS = Column("n", "int", "Number of bets in the run", 2, nullable=True)
RUN_COLUMNS = {"id", "name", "league", "week", "risk_mode"}


class RankedRun(NamedTuple):
    """A run with its metric and its number of bets."""

    run: RecordedRun
    number: float
    bets: int | None


def better_direction(runs: Iterable[RecordedRun], metric: str, given: Better) -> Better:
    """The direction that is given, else the known one of the metric; raises UsageError if the runs do not agree."""
    found = {given} if given else {metrics.known(metric, run.values["metrics"]).good for run in runs}
    if len(found) > 1 or "" in found:
        raise UsageError(
            f"--metric {metric}: not known whether high or low values are better",
            hint="pass --better high or --better low",
        )
    return found.pop() if found else "high"


def eligible(runs: Iterable[RecordedRun], metric: str, min_bets: int, *, caveats_allowed: bool) -> list[RankedRun]:
    """The runs that have the metric and at least `min_bets` bets; runs with caveats only if `caveats_allowed`."""
    found = [(run, run.metric(metric), metrics.number_of_bets(run.values["metrics"])) for run in runs]
    return [
        RankedRun(run, number, bets)
        for run, number, bets in found
        if number is not None and (bets or 0) >= min_bets and (caveats_allowed or not run.caveats)
    ]


def ranked(runs: Sequence[RankedRun], good: Better, by: Sequence[Column]) -> tuple[tuple[Column, ...], list[Row]]:
    """Columns and rows of the ranking of each group, best run first; equal runs share a place."""
    wanted = RUN_COLUMNS - {column.name for column in by}
    shown = [column for column in EXPERIMENTS.columns if column.name in wanted]
    rows = []
    for key, group in in_groups(runs, lambda each: each.run, by).items():
        best_first = sorted(group, key=lambda each: -metrics.rank(good, each.number))
        scores = [metrics.rank(good, each.number) for each in best_first]
        for score, (run, number, bets) in zip(scores, best_first, strict=True):
            rest = [run.values[column.name] for column in shown]
            rows.append((*key, scores.index(score) + 1, number, bets, *rest, run.caveats))
    titles = (*by, RANK, VALUE, BETS, *shown, CAVEATS)
    return tuple(column._replace(rank=column.rank or 9) for column in titles), rows
