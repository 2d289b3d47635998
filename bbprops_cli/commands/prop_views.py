"""`props stats`, `search` and `movement`."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from bbprops_cli.catalog import PROPS
from bbprops_cli.commands.shared.lists import View, activity, page_size, show_fields
from bbprops_cli.commands.shared.options import (
    AsFormat,
    Everything,
    Excel,
    Fields,
    Inactive,
    InSnapshot,
    Leagues,
    Limit,
    Markets,
    Odds,
    Platforms,
    Player,
    Season,
    Team,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.output import console, formats
from bbprops_cli.rules.values.typed_time import zone


def stats(
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMNS", help="What to group by, such as market,platform,week.")
    ] = "market",
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
    sort: Annotated[str, typer.Option(metavar="COLUMNS", help="Order, such as -props.", show_default="--by")] = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """Count props, players and lines by what they have in common."""
    from bbprops_cli.queries.props import find as props
    from bbprops_cli.queries.props import stats as prop_stats

    choice = props.Choice(league or [], season, week, platform or [], player, team, market or [])
    grouping, kept = prop_stats.by(by), activity(inactive, everything)
    shown = (*grouping, *prop_stats.FIGURES)
    with reading() as db:
        request = props.find(db, choice, snapshot=snapshot, activity=kept, note=console.note)
        rows = prop_stats.stats(db, request._replace(where=where, now=datetime.now(zone(tz))), grouping)
    formats.show(prop_stats.ordered(rows, shown, sort) if sort else rows, shown, fmt=output, tz=tz, excel=excel)


def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help="A player's name, or a part of it.")],
    names: Annotated[bool, typer.Option("--names", help="Show the names found instead of their props.")] = False,
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    platform: Platforms = None,
    team: Team = "",
    market: Markets = None,
    snapshot: InSnapshot = "",
    inactive: Inactive = False,
    everything: Everything = False,
    where: Where = "",
    fields: Fields = "",
    limit: Limit = None,
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
    excel: Excel = False,
) -> None:
    """Find a player's props; accents, case, apostrophes, suffixes and typos are forgiven."""
    from bbprops_cli.queries.lists import columns
    from bbprops_cli.queries.props import find as props
    from bbprops_cli.queries.props import search as prop_search

    view = View(output, tz, odds, excel)
    if fields == "help":
        show_fields(PROPS, view)
        return
    shown = prop_search.FOUND if names else columns.chosen(PROPS, fields)
    choice = props.Choice(league or [], season, week, platform or [], "", team, market or [])
    kept, limit = activity(inactive, everything), page_size(limit)
    with reading() as db:
        request = props.find(db, choice, snapshot=snapshot, activity=kept, note=console.note)
        request = request._replace(where=where, fields=fields, limit=limit, now=datetime.now(zone(tz)))
        found = prop_search.players(db, request, " ".join(text))
        if not found:
            console.note(f"nobody there has a name like {' '.join(text)[:100]!r}")
        number = formats.show(
            found[: limit or None] if names else prop_search.props(db, request, found),
            shown,
            fmt=output,
            tz=tz,
            odds=odds,
            excel=excel,
            all_columns=bool(fields),
        )
    total = len(found) if names else sum(player.props for player in found)
    if number < total:
        console.note(f"{number:,} of {total:,}; --limit 0 shows all")


def movement(
    player: Annotated[str, typer.Argument(metavar="PLAYER", help="Name; accents, case and apostrophes are forgiven.")],
    market: Annotated[str, typer.Argument(metavar="MARKET", help="Market: our name, or any provider's.")],
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    platform: Platforms = None,
    team: Team = "",
    game: Annotated[str, typer.Option(help="The provider's id of the game.", show_default=False)] = "",
    snapshots: Annotated[
        list[str] | None,
        typer.Option("--snapshot", metavar="NAME", help="Only this snapshot; may be given more than once."),
    ] = None,
    where: Where = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
    excel: Excel = False,
) -> None:
    """Follow a player's lines over time, through the board's history and all snapshots."""
    from bbprops_cli.output import chart
    from bbprops_cli.queries.lists import listing
    from bbprops_cli.queries.props import find as props
    from bbprops_cli.queries.props import movement as prop_movement

    choice = props.Choice(league or [], season, week, platform or [], "", team, [])
    with reading() as db:
        request = props.find(db, choice, snapshot="", activity="all", note=console.note)
        request = request._replace(
            where=where, filters=(*request.filters, *listing.filters(game_id=game)), now=datetime.now(zone(tz))
        )
        series = prop_movement.movement(db, request, player, market, snapshots=snapshots or [])
    rows = [row for each in series for row in each.rows()]
    formats.show(rows, prop_movement.MOVEMENT, fmt=output, tz=tz, odds=odds, excel=excel)
    if rows and output in {None, "table"} and sys.stdout.isatty():
        chart.show([(each.label, [(point.time, point.prop.line) for point in each.points]) for each in series])
