"""Experiments beside one another: compared, ranked, counted, and followed from week to week."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean, median
from typing import Any, NamedTuple

from bbprops_cli.catalog import EXPERIMENTS, Column
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.experiments.find import FLAGS, Run
from bbprops_cli.queries.lists import columns, grouped
from bbprops_cli.queries.lists.listing import Row
from bbprops_cli.rules.experiments import comparison, metrics
from bbprops_cli.rules.experiments.metrics import Direction
from bbprops_cli.rules.props.season import week_and_season
from bbprops_cli.rules.values.json_path import steps

DIGITS = 6
DIGEST = "snapshot_sha256"
SETTINGS = ("league", "week", "risk_mode", "bankroll", "num_props", "num_slips", "status", DIGEST)
COMPARED = (
    Column("what", "text", "A setting, or a metric", 1),
    Column("run", "text", "The run that is compared", 1),
    Column("value", "value", "Its value", 1),
    Column("baseline", "value", "That of the baseline", 1),
    Column("delta", "float", "What it has more", 2, nullable=True),
    Column("verdict", "text", "better, worse or same; empty where nobody can tell", 1),
)
RANK = Column("rank", "int", "Place in its group", 1)
VALUE = Column("value", "float", "The metric", 1)
BETS = Column("n", "int", "Number of bets it stands on", 2, nullable=True)
NUMBER = Column("experiments", "int", "Number of experiments", 1)
MEASURED = Column("measured", "int", "Those that have the metric", 2)
MEAN = Column("mean", "float", "Mean of the metric", 1, nullable=True)
MIDDLE = Column("median", "float", "Metric in the middle", 2, nullable=True)
FLAGGED = Column("flagged", "int", "Those to be careful with", 3)
SEASON = Column("season", "text", "Start year of the season", 1)
WEEK = Column("week", "int", "Week of the season", 1)


class Weekly(NamedTuple):
    """The mean of a metric in one week, of the runs of one group."""

    group: str
    season: str
    week: int
    number: int
    mean: float

    @property
    def time(self) -> datetime:
        """A moment that lies as far after others as the week does."""
        return datetime(int(self.season), 9, 1, tzinfo=UTC) + timedelta(weeks=self.week)


def compared(runs: Sequence[Run], baseline: Run, *, everything: bool) -> list[Row]:
    """How the runs differ from one of them, under COMPARED; that two snapshots have two digests goes without saying."""
    sides = {id(run): _side(run, label) for run, label in zip(runs, labels(runs), strict=True)}
    others = [sides[id(run)] for run in runs if run is not baseline]
    same = {sides[id(run)].label for run in runs if run.values["snapshot_id"] == baseline.values["snapshot_id"]}
    found = comparison.compared(sides[id(baseline)], others, everything=everything)
    return [each for each in found if everything or each.what != DIGEST or each.run in same]


def labels(runs: Sequence[Run]) -> list[str]:
    """The titles, where they tell the runs apart; else the ends of the ids too."""
    titles = [run.values["name"] or "" for run in runs]
    if all(titles) and len(set(titles)) == len(titles):
        return titles
    return [f"{str(run.values['id'])[-6:]} {title}".rstrip() for run, title in zip(runs, titles, strict=True)]


def _side(run: Run, label: str) -> comparison.ComparedRun:
    settings = {name: run.values[name] for name in SETTINGS}
    return comparison.ComparedRun(
        label, {**settings, "snapshot": run.snapshot and run.snapshot.name}, run.values["metrics"]
    )


def value(run: Run, metric: str) -> float | None:
    """The metric of a run, at whatever depth; None where it is no number."""
    found: Any = run.values["metrics"]
    for step in steps(metric):
        found = found.get(step) if isinstance(found, dict) else None
    return float(found) if metrics.is_number(found) else None


def measures(runs: Iterable[Run]) -> set[str]:
    """The metrics that some run has a number for."""
    return {path for run in runs for path, held in metrics.flat(run.values["metrics"]) if metrics.is_number(held)}


def way(runs: Iterable[Run], metric: str, said: Direction) -> Direction:
    """Which way is better: as said, else as the metric's name has it; UsageError when nobody knows, or runs differ."""
    found = {said} if said else {metrics.known(metric, run.values["metrics"]).good for run in runs}
    if len(found) > 1 or "" in found:
        raise UsageError(f"Nobody knows which way {metric} is better.", hint="Say --better high, or --better low.")
    return found.pop() if found else "high"


def ranked(
    runs: Sequence[Run], metric: str, good: Direction, *, by: Sequence[Column], min_n: int, unflagged: bool
) -> tuple[tuple[Column, ...], list[Row]]:
    """The runs that have the metric, the best first in each group; equals share a place."""
    wanted = {"id", "name", "league", "week", "risk_mode"} - {column.name for column in by}
    shown = [column for column in EXPERIMENTS.columns if column.name in wanted]
    titles = (*by, RANK, VALUE, BETS, *shown, FLAGS)
    rows = []
    for key, group in _groups(_counted(runs, metric, min_n, unflagged=unflagged), by).items():
        places: list[float] = sorted((metrics.rank(good, number) for _, number, _ in group), reverse=True)
        for run, number, bets in sorted(group, key=lambda each: -metrics.rank(good, each[1])):
            rest = [run.values[column.name] for column in shown]
            place = places.index(metrics.rank(good, number)) + 1
            rows.append((*key, place, number, bets, *rest, run.flags))
    return tuple(column._replace(rank=column.rank or 9) for column in titles), rows


def _counted(runs: Iterable[Run], metric: str, min_n: int, *, unflagged: bool) -> list[tuple[Run, float, int | None]]:
    found = [(run, value(run, metric), metrics.number_of_bets(run.values["metrics"])) for run in runs]
    return [
        (run, number, bets)
        for run, number, bets in found
        if number is not None and (bets or 0) >= min_n and not (unflagged and run.flags)
    ]


def _groups(counted: Iterable[tuple[Run, Any, Any]], by: Sequence[Column]) -> dict[Row, list[tuple[Run, Any, Any]]]:
    groups: dict[Row, list[tuple[Run, Any, Any]]] = defaultdict(list)
    for each in counted:
        groups[tuple(each[0].values[column.name] for column in by)].append(each)
    return dict(sorted(groups.items(), key=lambda pair: [(part is None, part) for part in pair[0]]))


def by(text: str) -> tuple[Column, ...]:
    """The columns that `--by` names; UsageError for one with JSON."""
    found = tuple(dict.fromkeys(columns.find(EXPERIMENTS, name, "--by") for name in columns.listed(text) if name))
    for column in found:
        grouped.require_plain(column)
    return tuple(column._replace(rank=1) for column in found)


def stats(runs: Iterable[Run], metric: str, grouping: Sequence[Column]) -> tuple[tuple[Column, ...], list[Row]]:
    """How many there are of each group, and the metric's mean and middle among them."""
    rows = []
    for key, group in _groups(((run, value(run, metric), None) for run in runs), grouping).items():
        numbers = [number for _, number, _ in group if number is not None]
        mean, middle = (round(each(numbers), DIGITS) if numbers else None for each in (fmean, median))
        rows.append((*key, len(group), len(numbers), mean, middle, sum(run.flags is not None for run, _, _ in group)))
    return (*grouping, NUMBER, MEASURED, MEAN, MIDDLE, FLAGGED), rows


def weekly(runs: Iterable[Run], metric: str, grouping: Sequence[Column]) -> list[Weekly]:
    """The metric's mean by group, season and week; runs without a week, or without the metric, have no place in it."""
    found: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for run in runs:
        values, number = run.values, value(run, metric)
        if number is not None and values["week"] is not None:
            season = week_and_season(values["league"], values["timestamp"]).season
            label = " ".join(str(values[column.name]) for column in grouping) or metric
            found[label, season, values["week"]].append(number)
    return [
        Weekly(*place, len(numbers), round(math.fsum(numbers) / len(numbers), DIGITS))
        for place, numbers in sorted(found.items())
    ]
