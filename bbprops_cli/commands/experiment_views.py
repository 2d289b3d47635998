"""`experiments show`, `compare`, `leaderboard`, `stats` and `plot`."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bbprops_cli.catalog import EXPERIMENTS, Column
from bbprops_cli.commands.shared.lists import View
from bbprops_cli.commands.shared.options import AsFormat, Excel, Leagues, OfSnapshot, OfUser, TimeZone, Week, Where
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console, formats

RiskMode = StrEnum("RiskMode", ["conservative", "balanced", "aggressive"])  # Typer takes lists of enumerations
Status = StrEnum("Status", ["draft", "running", "completed", "failed"])
RiskModes = Annotated[
    list[RiskMode] | None,
    typer.Option("--risk-mode", case_sensitive=False, help="How much was risked; may be given more than once."),
]
Statuses = Annotated[
    list[Status] | None,
    typer.Option("--status", case_sensitive=False, help="How far they are; may be given more than once."),
]
Since = Annotated[
    str, typer.Option(metavar="WHEN", help="Only those that ran since then: 2025-09-01, -30d.", show_default=False)
]
Metric = Annotated[
    str, typer.Option("--metric", metavar="NAME", help="Which result, such as roi or by_league.NFL.roi.")
]


def choice(
    user: str = "",
    snapshot: str = "",
    leagues: list[str] | None = None,
    week: int | None = None,
    risk_modes: list[RiskMode] | None = None,
    statuses: list[Status] | None = None,
    since: str = "",
) -> Any:
    """The named options of a list, read."""
    from bbprops_cli.queries.experiments.find import Choice
    from bbprops_cli.rules.values.typed_time import parse_instant

    moment = parse_instant(since, datetime.now(UTC)) if since else None
    return Choice(user, snapshot, tuple(leagues or ()), week, tuple(risk_modes or ()), tuple(statuses or ()), moment)


def show(experiment: str, view: View) -> None:
    """Show a run: one document for programs; for people a record with its metrics below."""
    from bbprops_cli.commands.shared.records import show_with
    from bbprops_cli.queries import records
    from bbprops_cli.queries.experiments import find as experiments

    with reading() as db:
        (run,) = experiments.named(db, [experiment])
        pairs = records.with_names(db, [(column, run.values[column.name]) for column in EXPERIMENTS.columns])
    table = ("metrics", experiments.METRICS, experiments.metric_rows(run.values["metrics"]))
    show_with([*pairs, (experiments.FLAGS, run.flags)], EXPERIMENTS, [table], view)


def compare(
    experiment: Annotated[
        list[str], typer.Argument(metavar="EXPERIMENT...", help="Two or more: ids, or the last six characters of them.")
    ],
    baseline: Annotated[
        str, typer.Option(metavar="EXPERIMENT", help="What the others are held against.", show_default="the first")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what does not differ.")] = False,
    output: AsFormat = None,
    excel: Excel = False,
) -> None:
    """Hold experiments against one of them: what differs, by how much, and which is better."""
    from bbprops_cli.queries.experiments import figures
    from bbprops_cli.queries.experiments import find as experiments

    with reading() as db:
        runs = experiments.named(db, [*([baseline] if baseline else []), *experiment])
    if len(runs) < 2:
        raise UsageError("One experiment cannot be compared.", hint="Name another.")
    rows = figures.compared(runs, runs[0], everything=everything)
    formats.show(rows, figures.COMPARED, fmt=output, excel=excel)
    verdicts = [row[-1] for row in rows]
    counts = ", ".join(f"{verdicts.count(each):,} {each}" for each in ("better", "worse"))
    console.note(f"against {figures.labels(runs)[0]}: {counts}" if rows else "nothing differs")
    for label, run in zip(figures.labels(runs), runs, strict=True):
        if run.flags:
            console.note(f"{label}: {run.flags}")


def leaderboard(
    metric: Metric,
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMNS", help="A ranking each, such as risk_mode or league.")
    ] = "",
    min_n: Annotated[int, typer.Option(min=0, help="Only those that stand on so many bets.")] = 0,
    better: Annotated[
        Literal["high", "low"] | None, typer.Option(help="Which way is better, for a metric nobody knows.")
    ] = None,
    unflagged: Annotated[bool, typer.Option("--unflagged", help="Leave out those to be careful with.")] = False,
    top: Annotated[int, typer.Option(min=0, help="Places of each ranking; 0 for all.")] = 0,
    user: OfUser = "",
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    week: Week = None,
    risk_mode: RiskModes = None,
    since: Since = "",
    where: Where = "",
    output: AsFormat = None,
    excel: Excel = False,
) -> None:
    """Rank completed experiments by a metric, and flag those whose data was not locked, changed, or came too late."""
    from bbprops_cli.queries.experiments import figures

    runs = _runs(choice(user, snapshot, league, week, risk_mode, [Status.completed], since), where)
    measured = _measured(runs, metric)
    good = figures.way(measured, metric, better or "")
    grouping = figures.by(by) if by else ()
    columns, rows = figures.ranked(measured, metric, good, by=grouping, min_n=min_n, unflagged=unflagged)
    place = len(grouping)
    formats.show([row for row in rows if not top or row[place] <= top], columns, fmt=output, excel=excel)
    if flagged := sum(row[-1] is not None for row in rows):
        console.note(f"{flagged:,} of {len(rows):,} to be careful with; --unflagged leaves them out")
    if left := len(measured) - len(rows):
        console.note(f"{left:,} left out by --min-n and --unflagged")


def stats(
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="What to group by.")] = "league,risk_mode,status",
    metric: Metric = "roi",
    user: OfUser = "",
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    week: Week = None,
    risk_mode: RiskModes = None,
    status: Statuses = None,
    since: Since = "",
    where: Where = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """Count experiments by what they have in common, with the mean and the middle of a metric."""
    from bbprops_cli.queries.experiments import figures

    grouping = figures.by(by)
    runs = _runs(choice(user, snapshot, league, week, risk_mode, status, since), where)
    _measured(runs, metric)
    columns, rows = figures.stats(runs, metric, grouping)
    formats.show(rows, columns, fmt=output, tz=tz, excel=excel)


def plot(
    metric: Metric = "roi",
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="A line each, such as risk_mode.")] = "",
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw it into this file.", show_default=False)
    ] = None,
    user: OfUser = "",
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    risk_mode: RiskModes = None,
    since: Since = "",
    where: Where = "",
    output: AsFormat = None,
    excel: Excel = False,
) -> None:
    """Follow a metric from week to week: the mean of the completed experiments, with a chart on a terminal."""
    from bbprops_cli.output import chart
    from bbprops_cli.queries.experiments import figures

    grouping = figures.by(by) if by else ()
    runs = _runs(choice(user, snapshot, league, None, risk_mode, [Status.completed], since), where)
    _measured(runs, metric)
    found = figures.weekly(runs, metric, grouping)
    columns = (Column("line", "text", "What it is of", 1), figures.SEASON, figures.WEEK, figures.NUMBER, figures.MEAN)
    lines = {point.group: [(each.time, each.mean) for each in found if each.group == point.group] for point in found}
    if svg:
        from bbprops_cli.commands.shared import exporting
        from bbprops_cli.output.drawing import draw

        labels = {each.time: f"{each.season} week {each.week}" for each in found}
        with exporting.sink(svg) as out:
            draw(list(lines.items()), labels, metric, out)
        exporting.wrote(svg)
        return
    formats.show(found, columns, fmt=output, excel=excel)
    if found and output in {None, "table"} and sys.stdout.isatty():
        chart.show(list(lines.items()))


def _measured(runs: Any, metric: str) -> list[Any]:
    """Those that have the metric; a word where none of them has. UsageError for what is no name."""
    from bbprops_cli.queries.experiments import figures
    from bbprops_cli.rules.values.json_path import steps
    from bbprops_cli.rules.values.nearest import did_you_mean

    try:
        steps(metric)
    except ValueError as error:
        raise UsageError(
            f"--metric {metric[:60]!r}: {error}.", hint="Write --metric roi, or by_league.NFL.roi."
        ) from None
    found = [run for run in runs if figures.value(run, metric) is not None]
    if runs and not found:
        near = did_you_mean(metric, figures.measures(runs))
        console.note(f"none of the {len(runs):,} experiments has a number {metric!r}.{near}")
    return found


def _runs(chosen: Any, where: str) -> Any:
    from bbprops_cli.queries.experiments import find as experiments

    with reading() as db:
        return experiments.runs(db, experiments.find(db, chosen)._replace(where=where))
