"""People: list, create, change, export and erase them."""

from typing import Annotated

import typer

from bbprops_cli.catalog import USERS
from bbprops_cli.commands import user_changes, user_import, user_removal, user_views
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.lists import View, page_size, show_fields, show_list
from bbprops_cli.commands.shared.options import After, AsFormat, Excel, Fields, Limit, Sort, TimeZone, Where
from bbprops_cli.commands.user_views import Active, Expiring, Search, Statuses, Tiers, choice
from bbprops_cli.db.connection.connect import reading

app = typer.Typer(cls=Group, help="People: list, create, change, export and erase them.")


@app.command("list")
def list_(
    tier: Tiers = None,
    status: Statuses = None,
    active: Active = None,
    expiring: Expiring = None,
    search: Search = "",
    where: Where = "",
    sort: Sort = "",
    fields: Fields = "",
    limit: Limit = None,
    after: After = "",
    output: AsFormat = None,
    tz: TimeZone = "",
    excel: Excel = False,
) -> None:
    """List users, newest first."""
    view = View(output, tz, excel=excel)
    if fields == "help":
        show_fields(USERS, view)
        return
    request = choice(tier, status, active, expiring, search)
    with reading() as reader:
        show_list(
            reader, request._replace(where=where, sort=sort, fields=fields, limit=page_size(limit), after=after), view
        )


@app.command()
def show(
    user: Annotated[str, typer.Argument(metavar="WHO", help="E-mail, username, id or the end of the id.")],
    output: AsFormat = None,
    tz: TimeZone = "",
) -> None:
    """Show one user, and how many experiments and slips are theirs."""
    from bbprops_cli.commands.shared import records
    from bbprops_cli.queries.users import find as users

    with reading() as reader:
        pairs = users.describe(*reader, user)
    records.show(pairs, USERS, View(output, tz))


app.command()(user_changes.create)
app.command("import")(user_import.import_)
app.command()(user_changes.update)
app.command()(user_changes.activate)
app.command()(user_changes.deactivate)
app.command()(user_removal.delete)
app.command()(user_removal.erase)
app.command()(user_removal.export)
app.command()(user_views.stats)
