"""What every list does with its options: the page that is asked for, shown, with a word on what is left."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from bbprops_cli.catalog import Noun
from bbprops_cli.commands.shared.options import Format, Listing, Output
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console
from bbprops_cli.rules.values.typed_time import zone

if TYPE_CHECKING:  # a help page needs neither these nor what they import
    from bbprops_cli.queries.lists import listing

ON_A_TERMINAL = 50


@dataclass(repr=False, eq=False)
class View(Output):
    """How rows are shown, for commands that do not take option objects yet."""

    fmt: Format | None = None
    tz: str = ""
    odds: str = "decimal"
    excel: bool = False


def page_size(limit: int | None) -> int:
    """What `--limit` means when it was not given: a screenful on a terminal, everything in a pipe."""
    if limit is not None:
        return limit
    return ON_A_TERMINAL if sys.stdout.isatty() else 0


def activity(inactive: bool, everything: bool) -> Literal["active", "inactive", "all"]:
    """What `--inactive` and `--all` ask for; they exclude each other."""
    if inactive and everything:
        raise UsageError("--inactive and --all exclude each other.")
    return "all" if everything else "inactive" if inactive else "active"


def show_page(noun: Noun, find: "Callable[[Db], listing.Request]", asked: Listing, view: Output) -> None:
    """Show the page of a list that was asked for, or for `--fields help` what columns there are."""
    from bbprops_cli.db.connection.reading import reading

    if asked.fields == "help":
        show_fields(noun, view)
        return
    with reading() as db:
        show_list(db, asked.page(find(db)), view)


def show_list(db: Db, request: "listing.Request", view: Output) -> None:
    """Show one page; stderr says how much more there is and how to get it."""
    from bbprops_cli.output import formats
    from bbprops_cli.queries.lists import listing

    if request.after and not request.limit:
        raise UsageError("--after needs the --limit of the page before it.")
    if view.tz:
        request = request._replace(now=datetime.now(zone(view.tz)))  # dates in --where are of that zone too
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
        _ask_what_was_meant(request)
    if page.next_token is None:
        return
    if sys.stdout.isatty():
        total = page.count()
        console.note(f"{shown:,} of {'more than 10,000' if total > 10_000 else f'{total:,}'}")
    console.note(f"next page: --limit {request.limit} --after {page.next_token}")


def _ask_what_was_meant(request: "listing.Request") -> None:
    """Any word is a league or a platform, so a slip of the finger finds nothing and is no error."""
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
                console.note(f"{word} is no {column} that bbprops knows.{meant}")


def show_fields(noun: Noun, view: Output) -> None:
    """The columns that --fields, --where and --sort know."""
    from bbprops_cli.output import formats
    from bbprops_cli.queries.lists import listing

    formats.show(listing.fields_help(noun), listing.FIELDS_HELP, fmt=view.fmt)
