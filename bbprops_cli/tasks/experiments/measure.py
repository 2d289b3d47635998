"""Read runs with a metric: for figures by group, from week to week, and for a ranking."""

from collections.abc import Callable
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.experiments import ranking, runs, stats
from bbprops_cli.queries.experiments.groups import group_columns
from bbprops_cli.queries.experiments.runs import RecordedRun
from bbprops_cli.queries.experiments.stats import Weekly
from bbprops_cli.queries.lists.listing import Request, Row
from bbprops_cli.rules.experiments.metrics import Better
from bbprops_cli.rules.values.json_path import steps
from bbprops_cli.rules.values.nearest import did_you_mean


class Measure(NamedTuple):
    """Which runs to read, by which metric, in which groups; `note` hears when no run has the metric."""

    select: Callable[[Db], Request]
    metric: str
    by: str
    note: Callable[[str], None]


class Terms(NamedTuple):
    """Which runs a ranking has, and what is better; without a direction, what is known of the metric."""

    better: Better
    min_bets: int
    with_caveats: bool
    places: int  # of each group, 0 for all


class Ranking(NamedTuple):
    """Columns and rows of a ranking; how many runs in it have caveats, and how many it leaves out."""

    columns: tuple[Column, ...]
    rows: list[Row]
    runs: int
    with_caveats: int
    left_out: int


def by_group(measure: Measure) -> tuple[tuple[Column, ...], list[Row]]:
    """Columns and rows: the number of runs of each group, and mean and median of the metric."""
    columns = group_columns(measure.by)
    return stats.by_group(_runs(measure), measure.metric, columns)


def by_week(measure: Measure) -> list[Weekly]:
    """The mean of the metric by group, season and week."""
    columns = group_columns(measure.by)
    return stats.by_week(_runs(measure), measure.metric, columns)


def rank(measure: Measure, terms: Terms) -> Ranking:
    """Rank the runs of each group; raises UsageError if the better direction is not known."""
    columns = group_columns(measure.by)
    found = [run for run in _runs(measure) if run.metric(measure.metric) is not None]
    good = ranking.better_direction(found, measure.metric, terms.better)
    eligible = ranking.eligible(found, measure.metric, terms.min_bets, with_caveats=terms.with_caveats)
    titles, rows = ranking.ranked(eligible, good, columns)
    shown = [row for row in rows if not terms.places or row[len(columns)] <= terms.places]
    doubtful = sum(each.run.caveats is not None for each in eligible)
    return Ranking(titles, shown, len(eligible), doubtful, len(found) - len(eligible))


def _runs(measure: Measure) -> list[RecordedRun]:
    """The runs, after a check of the metric; raises UsageError for a metric that is not a path."""
    from bbprops_cli.db.connection.reading import reading

    metric = measure.metric
    try:
        steps(metric)
    except ValueError as error:
        raise UsageError(f"--metric {metric[:60]!r}: {error}", hint="such as roi or by_league.NFL.roi") from None
    with reading() as db:
        found = runs.find(db, measure.select(db))
    if found and all(run.metric(metric) is None for run in found):
        near = did_you_mean(metric, stats.numeric_metrics(found))
        measure.note(f"none of the {len(found):,} experiments has a numeric metric {metric!r}.{near}")
    return found
