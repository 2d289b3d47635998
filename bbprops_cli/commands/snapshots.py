"""Named sets of props that a backtest stands on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.catalog import LOCK_EVENTS, SNAPSHOTS
from bbprops_cli.commands import snapshot_changes, snapshot_compare, snapshot_files
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.lists import View, page_size, show_fields, show_list
from bbprops_cli.commands.shared.options import (
    After,
    AsFormat,
    Cron,
    DryRun,
    Fields,
    Leagues,
    Limit,
    Season,
    Sort,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.commands.snapshot_changes import Name, Tags
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.errors import UsageError
from bbprops_cli.output import formats

app = typer.Typer(cls=Group, help="Named sets of props that a backtest stands on.")
app.add_typer(snapshot_changes.tag_app, name="tag")

IsLocked = Annotated[
    bool | None, typer.Option("--locked/--unlocked", help="Only those that are, or are not.", show_default=False)
]


@app.command("list")
def list_(
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    tag: Tags = None,
    locked: IsLocked = None,
    due: Annotated[bool, typer.Option("--due", help="Unlocked, and their time to be locked has come.")] = False,
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """List snapshots, newest first."""
    from bbprops_cli.queries.lists import listing
    from bbprops_cli.queries.snapshots import find as snapshots

    view = View(output, tz)
    if fields == "help":
        show_fields(SNAPSHOTS, view)
        return
    moment = datetime.now(UTC) if due else None
    filters = snapshots.filters(league, season, week, tags=tag or [], locked=locked, due=moment)
    request = listing.Request(SNAPSHOTS, "", filters, where, sort, fields, page_size(limit), after)
    with reading() as db:
        show_list(db, request, view)


@app.command()
def show(
    snapshot: Name,
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """Show one snapshot: its columns, its props by market and platform, and the history of its locks."""
    from bbprops_cli.commands import snapshot_views
    from bbprops_cli.queries.snapshots import find as snapshots

    with reading() as db:
        found = snapshots.describe(db, snapshot)
    snapshot_views.show(found, View(output, tz))


@app.command()
def latest(
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    tag: Tags = None,
    locked: IsLocked = None,
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """Show the newest snapshot that fits; `-o name` gives scripts its name, and none is exit code 3."""
    from bbprops_cli.queries.snapshots import find as snapshots

    wanted = snapshots.filters(league, season, week, tags=tag or [], locked=locked)
    with reading() as db:
        pairs = snapshots.latest(db, wanted)
    formats.show_one(pairs, fmt=output, tz=tz, name_column=SNAPSHOTS.key or "")


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
    snapshot: Name,
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
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Hold one against its export too, and name the first row that differs."),
    ] = None,
    output: AsFormat = None,
) -> None:
    """Compare locked snapshots with their digests, the log and the guards; exit with 6 where anything differs."""
    from bbprops_cli.commands import locking
    from bbprops_cli.rules.values.typed_time import parse_instant

    if bool(names) == bool(everything or since):
        raise UsageError("What is to be verified?", hint="Name snapshots, or say --all or --since WHEN.")
    if against and len(names or []) != 1:
        raise UsageError(
            "--against is about one snapshot.", hint="Name it: bbprops snapshots verify NAME --against FILE"
        )
    moment = parse_instant(since, datetime.now(UTC)) if since else None
    locking.verify(names or [], since=moment, against=against, output=output)


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
    from bbprops_cli.queries.lists import listing
    from bbprops_cli.queries.snapshots import lock as snapshot_lock

    view = View(output, tz)
    if fields == "help":
        show_fields(LOCK_EVENTS, view)
        return
    with reading() as db:
        filters = snapshot_lock.events_of(db, snapshot)
        request = listing.Request(LOCK_EVENTS, "", filters, where, sort, fields, page_size(limit), after)
        show_list(db, request, view)


app.command()(snapshot_changes.create)
app.command()(snapshot_changes.update)
app.command()(snapshot_changes.delete)
app.command()(snapshot_compare.diff)
app.command()(snapshot_files.export)
app.command("import")(snapshot_files.import_)
