"""Experiments: record, compare and rank runs of a model."""

from typing import Annotated

import typer

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.commands import experiment_changes, experiment_views
from bbprops_cli.commands.experiment_views import RiskModes, Since, Statuses, choice
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.lists import View, page_size, show_fields, show_list
from bbprops_cli.commands.shared.options import (
    After,
    AsFormat,
    Excel,
    Fields,
    Leagues,
    Limit,
    OfSnapshot,
    OfUser,
    Sort,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.db.connection.reading import reading

app = typer.Typer(cls=Group, help="Experiments: record, compare and rank runs of a model.")


@app.command("list")
def list_(
    user: OfUser = "",
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    week: Week = None,
    risk_mode: RiskModes = None,
    status: Statuses = None,
    since: Since = "",
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """List experiments, the latest run first; `--where 'metrics.roi > 0.1'` looks into their metrics."""
    from bbprops_cli.queries.experiments import find as experiments

    view = View(output, tz, excel=excel)
    if fields == "help":
        show_fields(EXPERIMENTS, view)
        return
    chosen = choice(user, snapshot, league, week, risk_mode, status, since)
    with reading() as db:
        request = experiments.find(db, chosen)
        show_list(
            db, request._replace(where=where, sort=sort, fields=fields, limit=page_size(limit), after=after), view
        )


@app.command()
def show(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Its id, or the last six characters of it.")],
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """Show one experiment: its settings, its metrics, and what to be careful with."""
    experiment_views.show(experiment, View(output, tz))


app.command()(experiment_changes.create)
app.command()(experiment_changes.update)
app.command()(experiment_changes.delete)
app.command()(experiment_views.compare)
app.command()(experiment_views.leaderboard)
app.command()(experiment_views.stats)
app.command()(experiment_views.plot)
