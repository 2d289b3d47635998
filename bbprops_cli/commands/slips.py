"""Saved slips: list, save, place and check them."""

from typing import Annotated

import typer

from bbprops_cli.catalog import SLIPS
from bbprops_cli.commands import slip_changes, slip_views
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.lists import View, page_size, show_fields, show_list
from bbprops_cli.commands.shared.options import (
    After,
    AsFormat,
    Excel,
    Fields,
    Leagues,
    Limit,
    Odds,
    OfSnapshot,
    OfUser,
    Platforms,
    Sort,
    TimeZone,
    Week,
    Where,
)
from bbprops_cli.commands.slip_views import Legs, MinEv, Placed, choice
from bbprops_cli.db.connection.reading import reading

app = typer.Typer(cls=Group, help="Saved slips: list, save, place and check them.")


@app.command("list")
def list_(
    user: OfUser = "",
    placed: Placed = None,
    platform: Platforms = None,
    min_ev: MinEv = "",
    legs: Legs = None,
    snapshot: OfSnapshot = "",
    league: Leagues = None,
    week: Week = None,
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """List slips, newest first; week and league are those of their snapshot."""
    from bbprops_cli.queries.slips import find as slips

    view = View(output, tz, excel=excel)
    if fields == "help":
        show_fields(SLIPS, view)
        return
    chosen = choice(user, placed, platform, min_ev, legs, snapshot, week, league)
    with reading() as db:
        request = slips.find(db, chosen)
        show_list(
            db, request._replace(where=where, sort=sort, fields=fields, limit=page_size(limit), after=after), view
        )


@app.command()
def show(
    slip: Annotated[str, typer.Argument(metavar="SLIP", help="Its id, or the last six characters of it.")],
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
) -> None:
    """Show one slip: what it is worth, its legs, and how they hang together."""
    from bbprops_cli.queries import records

    with reading() as db:
        pairs = records.with_names(db, records.describe(db, SLIPS, slip))
    slip_views.show(pairs, View(output, tz, odds))


app.command()(slip_changes.create)
app.command()(slip_changes.place)
app.command()(slip_changes.unplace)
app.command()(slip_changes.delete)
app.command()(slip_views.check)
app.command()(slip_views.stats)
app.command()(slip_views.export)
