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
from bbprops_cli.rules.values.wording import counted


class MetricQuery(NamedTuple):
    """Which runs to read, by which metric, in which groups; `note` is called if no run has the metric."""

    select: Callable[[Db], Request]
    metric: str
    by: str
    note: Callable[[str], None]


class Terms(NamedTuple):
    """Which runs a ranking contains; with an empty `better` it uses the known direction of the metric."""

    better: Better
    min_bets: int
    caveats_allowed: bool
    places: int  # of each group, 0 for all


class Ranking(NamedTuple):
    """Columns and rows of a ranking, and the numbers of runs in it, of those with caveats and of those left out."""

    columns: tuple[Column, ...]
    rows: list[Row]
    runs: int
    with_caveats: int
    left_out: int


def by_group(query: MetricQuery) -> tuple[tuple[Column, ...], list[Row]]:
    """Columns and rows: the number of runs of each group, and mean and median of the metric."""
    columns = group_columns(query.by)
    return stats.by_group(_runs(query), query.metric, columns)


def by_week(query: MetricQuery) -> list[Weekly]:
    """The mean of the metric by group, season and week."""
    columns = group_columns(query.by)
    return stats.by_week(_runs(query), query.metric, columns)


def rank(query: MetricQuery, terms: Terms) -> Ranking:
    """Rank the runs of each group; raises UsageError if the better direction is not known."""
    columns = group_columns(query.by)
    found = [run for run in _runs(query) if run.metric(query.metric) is not None]
    good = ranking.better_direction(found, query.metric, terms.better)
    eligible = ranking.eligible(found, query.metric, terms.min_bets, caveats_allowed=terms.caveats_allowed)
    titles, rows = ranking.ranked(eligible, good, columns)
    shown = [row for row in rows if not terms.places or row[len(columns)] <= terms.places]
    doubtful = sum(each.run.caveats is not None for each in eligible)
    return Ranking(titles, shown, len(eligible), doubtful, len(found) - len(eligible))


def _runs(query: MetricQuery) -> list[RecordedRun]:
    """The runs, after a check of the metric; raises UsageError for a metric that is not a path."""
    from bbprops_cli.db.connection.reading import reading

    metric = query.metric
    try:
        steps(metric)
    except ValueError as error:
        raise UsageError(
            f"--metric {metric[:60]!r}: {error}", hint="Pass a name such as roi or by_league.NFL.roi."
        ) from None
    with reading() as db:
        found = runs.find(db, query.select(db))
    if found and all(run.metric(metric) is None for run in found):
        near = did_you_mean(metric, stats.numeric_metrics(found))
        query.note(f"no numeric metric {metric!r} in {counted(len(found), 'experiments')}.{near}")
    return found
