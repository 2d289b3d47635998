"""Player props: import, list and show them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bbprops_cli.catalog import PROPS
from bbprops_cli.commands import prop_changes, prop_views
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.lists import View, activity, page_size, show_fields, show_list
from bbprops_cli.commands.shared.options import (
    After,
    AsFormat,
    Cron,
    DryRun,
    Everything,
    Excel,
    Fields,
    Inactive,
    InSnapshot,
    League,
    Leagues,
    Limit,
    Markets,
    Odds,
    Platform,
    Platforms,
    Player,
    Season,
    Sort,
    Team,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.output import console, formats

app = typer.Typer(cls=Group, help="Player props: import, list and show them.")

Names = list[str] | None


@app.command("list")
def list_(
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    platform: Platforms = None,
    player: Player = "",
    team: Team = "",
    market: Markets = None,
    snapshot: InSnapshot = "",
    inactive: Inactive = False,
    everything: Everything = False,
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
    excel: Excel = False,
) -> None:
    """List the props of the live board, or of a snapshot."""
    from bbprops_cli.queries.props import find as props

    view = View(output, tz, odds, excel)
    if fields == "help":
        show_fields(PROPS, view)
        return
    choice = props.Choice(league or [], season, week, platform or [], player, team, market or [])
    wanted = activity(inactive, everything)
    with reading() as db:
        request = props.find(db, choice, snapshot=snapshot, activity=wanted, note=console.note)
        show_list(
            db, request._replace(where=where, sort=sort, fields=fields, limit=page_size(limit), after=after), view
        )


@app.command()
def show(
    prop: Annotated[str, typer.Argument(metavar="PROP", help="Its id, or the last six characters of it.")],
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
) -> None:
    """Show one prop with everything that is known of it."""
    from bbprops_cli.queries.lists import listing
    from bbprops_cli.queries.props import find as props

    with reading() as db:
        page = listing.open_page(db, props.one(db, prop))
        (row,) = page
    formats.show_one(list(zip(page.columns, row, strict=True)), fmt=output, tz=tz, odds=odds)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", allow_dash=True, help="Where to; - is stdout.")] = Path("-"),
    fmt: Annotated[
        Literal["csv", "jsonl", "parquet"] | None,
        typer.Option("--output", "-o", help="Its format; by the ending of FILE, else csv.", show_default=False),
    ] = None,
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    platform: Platforms = None,
    player: Player = "",
    team: Team = "",
    market: Markets = None,
    snapshot: InSnapshot = "",
    inactive: Inactive = False,
    everything: Everything = False,
    where: Where = "",
) -> None:
    """Write props for another bbprops or another program: the same rows are the same bytes, from either database.

    A FILE ending in .gz is compressed.
    """
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.queries.props import find as props

    wanted = exporting.format_of(file, fmt)
    choice = props.Choice(league or [], season, week, platform or [], player, team, market or [])
    with reading() as db:
        request = props.find(db, choice, snapshot=snapshot, activity=activity(inactive, everything), note=console.note)
        exporting.run(db, request._replace(where=where), file, wanted)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to read; - is stdin.", allow_dash=True)],
    fmt: Annotated[
        Literal["auto", "odds-api", "prizepicks", "underdog", "pick6", "parquet", "jsonl", "json", "csv"],
        typer.Option("--format", help="What the files are; found out by content."),
    ] = "auto",
    league: League = "",
    season: Season = "",
    week: Week = None,
    platform: Platform = "",
    snapshot: InSnapshot = "",
    odds_format: Annotated[
        Literal["auto", "decimal", "american"], typer.Option(help="How prices are written; found out by their size.")
    ] = "auto",
    on_conflict: Annotated[
        Literal["update", "skip", "fail"], typer.Option(help="What to do with a stored prop that differs.")
    ] = "update",
    sync: Annotated[
        bool,
        typer.Option("--sync", help="Also retire what the board has of these games or leagues and the file has not."),
    ] = False,
    force_sync: Annotated[
        bool, typer.Option("--force-sync", help="The same for a file with rejected rows or without a prop.")
    ] = False,
    column: Annotated[
        Names, typer.Option("--map", metavar="COLUMN=HEADER", help="Read this column from that header.")
    ] = None,
    max_errors: Annotated[
        int | None, typer.Option(min=0, help="Import nothing when more rows are rejected.", show_default="no limit")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write rejected rows here, as JSON lines.")
    ] = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Import props from what providers send and people keep; all files or none.

    League, season, week and platform fill in what a file does not say and never override what it does.
    """
    from bbprops_cli.commands.shared import importing

    options = importing.options(league, season, week, platform, odds_format, column or [])
    importing.run(
        files,
        fmt=fmt,
        options=options,
        snapshot=snapshot,
        on_conflict=on_conflict,
        max_errors=max_errors,
        rejects=rejects,
        sync=sync,
        force_sync=force_sync,
        dry_run=dry_run,
        output=output,
    )


app.command()(prop_views.stats)
app.command()(prop_views.search)
app.command()(prop_views.movement)
app.command()(prop_changes.update)
app.command()(prop_changes.deactivate)
app.command()(prop_changes.delete)
