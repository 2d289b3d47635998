"""One page of a list: read, shown, and followed by the option that gets the next page."""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bbprops_cli import settings
from bbprops_cli.catalog import Column, Noun
from bbprops_cli.clock import machine_time
from bbprops_cli.commands.shared.options import Listing, Output
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console

if TYPE_CHECKING:  # help imports neither these nor what they import
    from bbprops_cli.queries.lists import listing


def in_zone(db: Db, request: "listing.Request", view: Output) -> "listing.Request":
    """The request with the time of the database in the zone of the view, for dates in --where."""
    from bbprops_cli.rules.values.typed_time import zone

    now = db.now() if request.where else machine_time()  # the server is only asked if that matters
    return request._replace(now=now.astimezone(zone(settings.current().time_zone(view.tz))))


def show_page(noun: Noun, find: "Callable[[Db], listing.Request]", asked: Listing, view: Output) -> None:
    """Show one page of a list, or the columns of the noun for `--fields help`."""
    from bbprops_cli.db.connection.reading import reading

    if asked.fields == "help":
        show_fields(noun, view)
        return
    with reading() as db:
        show_list(db, asked.page(find(db)), view)


def show_list(db: Db, request: "listing.Request", view: Output) -> None:
    """Show one page; stderr says how many rows there are and how to get the next page."""
    from bbprops_cli.output import formats
    from bbprops_cli.queries.lists import listing

    if request.after and not request.limit:
        raise UsageError("--after requires the --limit of the previous page")
    request = in_zone(db, request, view)
    page = listing.open_page(db, request)
    shown = formats.show(
        page,
        page.columns,
        fmt=view.fmt,
        tz=view.tz,
        odds=view.odds,
        excel=view.excel,
        all_columns=bool(request.fields),
        name_column=request.noun.key or "",
    )
    if not shown:
        _suggest_known_words(request)
    if request.where:
        _ask_about_american_odds(request)
    if page.next_token is None:
        return
    if sys.stdout.isatty():
        total = page.count()
        console.note(f"{shown:,} of {'more than 10,000' if total > 10_000 else f'{total:,}'}")
    console.note(f"next page: --limit {request.limit} --after {page.next_token}")


def _suggest_known_words(request: "listing.Request") -> None:
    """Suggest known leagues, platforms and markets; an unknown one is not an error, because files may bring any."""
    from bbprops_cli.commands.shared import completion
    from bbprops_cli.rules.values.nearest import did_you_mean

    known = {
        "league": completion.leagues(""),
        "platform": completion.platforms(""),
        "market_type": completion.markets(""),
    }
    asked = [each for each in request.filters if each.column in known]
    for column, _, value in asked:
        words = known[str(column)]
        for word in [value] if isinstance(value, str) else value:
            if word not in words and (meant := did_you_mean(word, words)):
                console.note(f"{word} is not a known {column}.{meant}")


def _ask_about_american_odds(request: "listing.Request") -> None:
    """Point out prices in --where that are large for decimal odds and have no sign."""
    from bbprops_cli.queries.lists import where

    condition = where.parse(request.noun, request.where, request.now or datetime.now(UTC))
    for price in dict.fromkeys(where.large_prices(condition)) if condition else ():
        console.note(f"{price:g} was compared as decimal odds; for American odds write +{price:g} or -{price:g}")


def show_rows(rows: Iterable[Sequence[Any]], columns: Sequence[Column], view: Output, *, fields: str = "") -> int:
    """Show rows with these columns, which --fields may have selected; returns the number of rows."""
    from bbprops_cli.output import formats

    return formats.show(
        rows, columns, fmt=view.fmt, tz=view.tz, odds=view.odds, excel=view.excel, all_columns=bool(fields)
    )


def show_fields(noun: Noun, view: Output) -> None:
    """Show the columns that --fields, --where and --sort accept."""
    from bbprops_cli.output import formats
    from bbprops_cli.queries.lists import listing

    formats.show(listing.fields_help(noun), listing.FIELDS_HELP, fmt=view.fmt)
