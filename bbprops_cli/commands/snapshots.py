"""Named sets of props that a backtest stands on."""

from typing import Annotated

import typer

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.commands.groups import Group
from bbprops_cli.commands.lists import View, page_size, show_fields, show_list
from bbprops_cli.commands.options import (
    After,
    AsFormat,
    Cron,
    DryRun,
    Fields,
    League,
    Leagues,
    Limit,
    Season,
    Sort,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.db.connect import reading
from bbprops_cli.output import console, formats

app = typer.Typer(cls=Group, help="Named sets of props that a backtest stands on.")


@app.command("list")
def list_(
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """List snapshots, newest first."""
    from bbprops_cli.queries import listing

    view = View(output, tz)
    if fields == "help":
        show_fields(SNAPSHOTS, view)
        return
    filters = listing.filters(league=league, season=season, week=week)
    request = listing.Request(SNAPSHOTS, "", filters, where, sort, fields, page_size(limit), after)
    with reading() as reader:
        show_list(reader, request, view)


@app.command()
def show(
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Its name, its id or the end of its id.")],
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """Show one snapshot and how many props it holds."""
    from bbprops_cli.queries import snapshots

    with reading() as reader:
        pairs = snapshots.describe(*reader, snapshot)
    formats.show_one(pairs, fmt=output, tz=tz)


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it, such as nfl-week-5-2025.")],
    league: League,
    season: Season = "",
    week: Week = None,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Create an empty, unlocked snapshot; fill it with `props import --snapshot NAME`."""
    from bbprops_cli.db.session import session
    from bbprops_cli.models import SnapshotCreate, checked
    from bbprops_cli.queries import snapshots

    shape = checked(
        SnapshotCreate,
        snapshot_id=name,
        league=league,
        season=season or None,
        week=week,
        description=description or None,
    )
    with session(dry_run=dry_run) as work:
        made = snapshots.create(work, shape)
    console.report(f"{'would have ' if dry_run else ''}created {made.snapshot_id}", changed=not dry_run)
