"""Options of several commands: types of single options, and dataclasses of options that belong together.

`spread` turns a dataclass into parameters. A dataclass compiles its methods at import; without
`__init__`, `__repr__` and `__eq__` of their own, the classes of this module cost 0.06 ms each instead of 0.3.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from bbprops_cli.commands.shared import completion
from bbprops_cli.errors import UsageError
from bbprops_cli.invocation import current
from bbprops_cli.output import console
from bbprops_cli.rules.values.wording import past
from bbprops_cli.settings import OddsFormat

if TYPE_CHECKING:  # help does without
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.db.connection.target import Target
    from bbprops_cli.queries.lists.listing import Request

Format = Literal["table", "wide", "json", "jsonl", "csv", "tsv", "md", "name"]

AsFormat = Annotated[
    Format | None,
    typer.Option("--output", "-o", help="Output format.", show_default="table on a terminal, tsv in a pipe"),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Confirm without being asked.")]
Confirm = Annotated[
    str,
    typer.Option(
        "--confirm",
        metavar="NAME",
        help="Name of the database, instead of typing it; on production HOST/DATABASE.",
        show_default=False,
    ),
]
AllowProduction = Annotated[bool, typer.Option("--allow-production", help="Also run on a production database.")]
TargetFile = Annotated[Path, typer.Argument(metavar="[FILE]", allow_dash=True, help="Where to write; - is stdout.")]
STDOUT = Path("-")
HeaderMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="COLUMN=HEADER", help="Read this column from this header; may be given more than once."
    ),
]
MaxErrors = Annotated[
    int | None, typer.Option(min=0, help="Import nothing when more rows are rejected.", show_default="no limit")
]


def headers_by_column(pairs: list[str] | None) -> dict[str, str]:
    """The header of each column that --map names; raises UsageError for what is not COLUMN=HEADER."""
    headers = {}
    for pair in pairs or []:
        column, equals, header = pair.partition("=")
        if not (column and equals and header):
            raise UsageError(f'--map {pair!r}: expected COLUMN=HEADER, such as --map line="Total Points"')
        headers[column.strip()] = header
    return headers


RejectsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write rejected rows to this file, as JSON lines.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report what would change, and roll it back.")]


def _upper(value: list[str] | str | None) -> list[str] | str | None:
    return [each.upper() for each in value] if isinstance(value, list) else value and value.upper()


def _lower(value: list[str] | str | None) -> list[str] | str | None:
    return [each.lower() for each in value] if isinstance(value, list) else value and value.lower()


def start_year(value: str) -> str:
    """The season as stored, such as 2025 for 2025-26; raises BadParameter."""
    if not value:
        return value
    from bbprops_cli.rules.props.season import parse_season

    try:
        return parse_season(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


League = Annotated[
    str,
    typer.Option(
        "--league", callback=_upper, autocompletion=completion.leagues, help="League, such as NFL.", show_default=False
    ),
]
Leagues = Annotated[
    list[str] | None,
    typer.Option(
        "--league",
        callback=_upper,
        autocompletion=completion.leagues,
        help="League, such as NFL; may be given more than once.",
    ),
]
Platform = Annotated[
    str,
    typer.Option(
        "--platform", callback=_lower, autocompletion=completion.platforms, help="Platform, such as prizepicks."
    ),
]
Platforms = Annotated[
    list[str] | None,
    typer.Option(
        "--platform",
        callback=_lower,
        autocompletion=completion.platforms,
        help="Platform, such as prizepicks; may be given more than once.",
    ),
]
Markets = Annotated[
    list[str] | None,
    typer.Option(
        "--market",
        autocompletion=completion.markets,
        help="Market, such as passing_yards; may be given more than once.",
    ),
]
Season = Annotated[
    str, typer.Option("--season", callback=start_year, help="Start year of the season.", show_default=False)
]
TIMEOUT_SECONDS = 10.0
Timeout = Annotated[float, typer.Option(min=0.1, max=86_400, help="Seconds after which no answer counts as a failure.")]
Week = Annotated[int | None, typer.Option("--week", min=0, max=53, help="Week of the season.", show_default=False)]
Player = Annotated[str, typer.Option("--player", help="Player name, or a part of it.", show_default=False)]
Team = Annotated[str, typer.Option("--team", help="Team code, such as KC.", show_default=False)]
Inactive = Annotated[bool, typer.Option("--inactive", help="Only props that are no longer offered.")]
Everything = Annotated[bool, typer.Option("--all", help="Both active and inactive props.")]
InSnapshot = Annotated[
    str, typer.Option("--snapshot", metavar="NAME", help="Use this snapshot instead of the board.", show_default=False)
]

OfUser = Annotated[
    str, typer.Option("--user", metavar="USER", help="Email address, username or id of a user.", show_default=False)
]
OfSnapshot = Annotated[
    str, typer.Option("--snapshot", metavar="NAME", help="Name or id of a snapshot.", show_default=False)
]

Where = Annotated[
    str,
    typer.Option(
        metavar="EXPR",
        help='Filter on columns, such as "line > 250 and platform in (prizepicks, underdog)".',
        show_default=False,
    ),
]
Sort = Annotated[
    str,
    typer.Option(
        metavar="COLUMNS",
        help="Sort order, such as -line,player_name (- is descending); nulls come last.",
        show_default=False,
    ),
]
Fields = Annotated[
    str,
    typer.Option(
        metavar="COLUMNS", help="Columns to show, such as name,metrics.roi; `help` lists them.", show_default=False
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        min=0, max=10**15, help="Maximum number of rows, 0 for all.", show_default="50 on a terminal, 0 in a pipe"
    ),
]
After = Annotated[
    str, typer.Option(metavar="TOKEN", help="Continue after the page that printed this token.", show_default=False)
]
TimeZone = Annotated[
    str,
    typer.Option(
        "--tz",
        metavar="ZONE",
        help="Time zone of shown and typed times, such as America/New_York or ET.",
        show_default="BBPROPS_TZ",
    ),
]
Odds = Annotated[
    OddsFormat | None,
    typer.Option("--odds", help="Odds format.", show_default="BBPROPS_ODDS, else decimal"),
]
Excel = Annotated[
    bool,
    typer.Option("--excel", help="CSV for spreadsheets: with a byte-order mark, without formulas; requires -o csv."),
]


def _cron(value: bool) -> bool:
    current().cron = value
    return value


Cron = Annotated[
    bool,
    typer.Option("--cron", callback=_cron, help="Print one line if something changed, nothing otherwise."),
]


class Options:
    """A base of dataclasses of options: takes values by name, and the defaults of the class for all others."""

    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


@dataclass(repr=False, eq=False)
class FileContent:
    """How the content of an imported file is read."""

    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook.", show_default="the first sheet")
    ] = ""
    encoding: Annotated[
        str,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="Encoding of text, such as cp1252.",
            show_default="UTF-8, UTF-16 with a mark, else cp1252",
        ),
    ] = ""


@dataclass(init=False, repr=False, eq=False)
class Listing(Options):
    """Sort order, columns and page of a list; --where belongs to the filter of the noun."""

    sort: Sort = ""
    fields: Fields = ""
    limit: Limit = None
    after: After = ""

    def page(self, request: "Request") -> "Request":
        """The request with this sort order, these columns and this page."""
        size = console.page_size(self.limit)
        return request._replace(sort=self.sort, fields=self.fields, limit=size, after=self.after)


@dataclass(init=False, repr=False, eq=False)
class Output(Options):
    """Output format for results without times and odds; subclasses add options for those."""

    fmt: AsFormat = None
    tz = ""
    odds = cast("OddsFormat | None", None)
    excel = False


@dataclass(init=False, repr=False, eq=False)
class RecordView(Output):
    """Output options for one record."""

    tz: TimeZone = ""


@dataclass(init=False, repr=False, eq=False)
class PricedRecordView(RecordView):
    """Output options for one record with odds."""

    odds: Odds = None


@dataclass(init=False, repr=False, eq=False)
class ListView(RecordView):
    """Output options for rows."""

    excel: Excel = False


@dataclass(init=False, repr=False, eq=False)
class PricedListView(PricedRecordView):
    """Output options for rows with odds."""

    excel: Excel = False


class _Report(Options):
    """How a command that writes reports what it did."""

    dry_run = False

    def report(self, verb: str, what: str, *, changed: bool = True) -> None:
        """Print "deleted 3 props" for `delete` and "3 props", or "would delete 3 props" after a dry run."""
        console.report(
            f"would {verb} {what}" if self.dry_run else f"{past(verb)} {what}", changed=changed and not self.dry_run
        )

    def unchanged(self, why: str) -> None:
        """Print that there was nothing to do, and why; print nothing with --cron."""
        console.report(f"nothing to do: {why}", changed=False)


@dataclass(init=False, repr=False, eq=False)
class Scheduled(_Report):
    """The option of a command that writes, may run from cron and has no dry run."""

    cron: Cron = False  # its callback sets the current Invocation


@dataclass(init=False, repr=False, eq=False)
class Write(_Report):
    """Options of every command that writes to the database."""

    dry_run: DryRun = False
    cron: Cron = False  # its callback sets the current Invocation

    def before_command(self) -> None:
        """Raise Conflict if BBPROPS_ENV names another environment, also where nothing will be left to do."""
        from bbprops_cli.db.connection.environment import require_expected_label

        require_expected_label()


@dataclass(init=False, repr=False, eq=False)
class Destructive(Write):
    """Options of a command that asks for confirmation because it deletes data."""

    yes: Yes = False
    confirm: Confirm = ""
    allow_production = True

    def require_name(self, where: "Target", environment: str) -> None:
        """Raise ConfirmationNeeded if --confirm names another database, also where nothing is to be asked."""
        from bbprops_cli.commands.shared import confirmation

        confirmation.require_name(where, environment, self.confirm)

    def ask(self, question: str, loss: "Loss") -> None:
        """Ask for confirmation, except for a dry run; raises ConfirmationNeeded."""
        from bbprops_cli.commands.shared import confirmation

        self.require_name(loss.where, loss.environment)
        if not self.dry_run:
            confirmation.ask(question, loss, yes=self.yes, confirm=self.confirm, allow_production=self.allow_production)


@dataclass(init=False, repr=False, eq=False)
class Dangerous(Destructive):
    """Options of a command that can empty a database; in production it also requires --allow-production."""

    allow_production: AllowProduction = False

    def ask_about_everything(self, question: str, where: "Target", *, precious: bool = False) -> None:
        """Ask for confirmation to replace or delete all rows, except for a dry run; raises ConfirmationNeeded.

        `precious` requires the typed name of the database at any number of rows.
        """
        from bbprops_cli.commands.shared import confirmation
        from bbprops_cli.db.admin import facts

        if not self.dry_run:
            self.ask(question, confirmation.everything(where)._replace(precious=precious))
        elif self.confirm:
            self.require_name(where, facts.label(where))
