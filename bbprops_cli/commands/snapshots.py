"""Named sets of props that a backtest stands on."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bbprops_cli.catalog import LOCK_EVENTS, SNAPSHOTS
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
from bbprops_cli.errors import UsageError
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


SnapshotNames = Annotated[
    list[str] | None, typer.Argument(metavar="[SNAPSHOT]...", help="Names, ids or the ends of ids.", show_default=False)
]


@app.command()
def lock(
    names: SnapshotNames = None,
    due: Annotated[bool, typer.Option("--due", help="Lock all whose time has come.")] = False,
    wait: Annotated[
        int, typer.Option(min=1, max=3600, metavar="SECONDS", help="How long to wait for who is at work in one.")
    ] = 5,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Lock snapshots, so that nobody can change them or their props, and print the digest of each."""
    from bbprops_cli.commands import locking

    if bool(names) == due:
        raise UsageError("What is to be locked?", hint="Name snapshots, or say --due.")
    locking.lock(names or [], wait=wait, dry_run=dry_run, output=output)


@app.command()
def unlock(
    snapshot: Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Its name, its id or the end of its id.")],
    reason: Annotated[str, typer.Option(help="Why, in at least eight characters; the log keeps it.")],
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Open a locked snapshot again; its history keeps who did it, why, and the digest that is given up."""
    from bbprops_cli.commands import locking

    locking.unlock(snapshot, reason, dry_run=dry_run)


@app.command()
def verify(
    names: SnapshotNames = None,
    everything: Annotated[bool, typer.Option("--all", help="Verify all that is locked.")] = False,
    since: Annotated[
        str,
        typer.Option(metavar="WHEN", help="Verify what was locked since then: 2025-10-05, -7d.", show_default=False),
    ] = "",
    output: AsFormat = None,
) -> None:
    """Compare locked snapshots with their digests, the log and the guards; exit with 6 where anything differs."""
    from bbprops_cli.commands import locking
    from bbprops_cli.rules.instant import parse_instant

    if bool(names) == bool(everything or since):
        raise UsageError("What is to be verified?", hint="Name snapshots, or say --all or --since WHEN.")
    moment = parse_instant(since, datetime.now(UTC)) if since else None
    locking.verify(names or [], since=moment, output=output)


@app.command()
def history(
    snapshot: Annotated[
        str, typer.Argument(metavar="[SNAPSHOT]", help="Its name, even if it is gone; its id or the end of its id.")
    ] = "",
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """List who locked and unlocked what, newest first."""
    from bbprops_cli.queries import listing, snapshot_lock

    view = View(output, tz)
    if fields == "help":
        show_fields(LOCK_EVENTS, view)
        return
    with reading() as reader:
        filters = snapshot_lock.events_of(*reader, snapshot)
        request = listing.Request(LOCK_EVENTS, "", filters, where, sort, fields, page_size(limit), after)
        show_list(reader, request, view)
