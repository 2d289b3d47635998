"""Mean and median of a metric by group, and its mean from week to week."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean, median
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.queries.experiments.groups import in_groups
from bbprops_cli.queries.experiments.runs import RecordedRun
from bbprops_cli.queries.lists.listing import Row
from bbprops_cli.rules.experiments import metrics
from bbprops_cli.rules.props.season import week_and_season

MEAN_DIGITS = 6  # decimal places
EXPERIMENTS_COUNT = Column("experiments", "int", "Number of experiments", 1)
MEAN = Column("mean", "float", "Mean of the metric", 1, nullable=True)
FIGURES = (
    EXPERIMENTS_COUNT,
    Column("measured", "int", "Number of experiments with the metric", 2),
    MEAN,
    Column("median", "float", "Median of the metric", 2, nullable=True),
    Column("with_caveats", "int", "Number of experiments with caveats", 3),
)
WEEKLY_COLUMNS = (
    Column("line", "text", "Values of the --by columns; without --by, the metric", 1),
    Column("season", "text", "Start year of the season", 1),
    Column("week", "int", "Week of the season", 1),
    EXPERIMENTS_COUNT,
    MEAN,
)
Line = tuple[str, list[tuple[datetime, float]]]


class Weekly(NamedTuple):
    """The mean of a metric in one week, of the runs of one group."""

    group: str
    season: str
    week: int
    number: int
    mean: float

    @property
    def time(self) -> datetime:
        """A time that puts the week in its place on an axis: that many weeks after 1 September."""
        return datetime(int(self.season), 9, 1, tzinfo=UTC) + timedelta(weeks=self.week)


def numeric_metrics(runs: Iterable[RecordedRun]) -> set[str]:
    """The metrics that are numbers in at least one run."""
    return {path for run in runs for path, value in metrics.flat(run.values["metrics"]) if metrics.is_number(value)}


def by_group(runs: Iterable[RecordedRun], metric: str, by: Sequence[Column]) -> tuple[tuple[Column, ...], list[Row]]:
    """Columns and rows: the number of runs of each group, and mean and median of the metric."""
    rows = []
    for key, group in in_groups(runs, lambda run: run, by).items():
        numbers = [number for run in group if (number := run.metric(metric)) is not None]
        mean, middle = (round(each(numbers), MEAN_DIGITS) if numbers else None for each in (fmean, median))
        rows.append((*key, len(group), len(numbers), mean, middle, sum(run.caveats is not None for run in group)))
    return (*by, *FIGURES), rows


def by_week(runs: Iterable[RecordedRun], metric: str, by: Sequence[Column]) -> list[Weekly]:
    """The mean of the metric by group, season and week; runs without a week or without the metric are left out."""
    found: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for run in runs:
        values, number = run.values, run.metric(metric)
        if number is not None and values["week"] is not None:
            season = week_and_season(values["league"], values["timestamp"]).season
            label = " ".join(str(values[column.name]) for column in by) or metric
            found[label, season, values["week"]].append(number)
    return [
        Weekly(*place, len(numbers), round(math.fsum(numbers) / len(numbers), MEAN_DIGITS))
        for place, numbers in sorted(found.items())
    ]


def lines(weeks: Iterable[Weekly]) -> list[Line]:
    """The points of each group, for a chart."""
    found: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for week in weeks:
        found[week.group].append((week.time, week.mean))
    return list(found.items())
