"""Options of several commands: types of single ones, and dataclasses of those that travel together.

`spread` turns a dataclass of options into parameters. They are neither frozen nor compared: Python writes code for that
at import, 0.7 ms for each class instead of 0.2.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bbprops_cli.commands.shared import completion
from bbprops_cli.env_file import EnvFile
from bbprops_cli.invocation import Colour, current
from bbprops_cli.output import console
from bbprops_cli.rules.values.wording import past

if TYPE_CHECKING:  # help does without
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.queries.lists.listing import Request

Format = Literal["table", "wide", "json", "jsonl", "csv", "tsv", "md", "name"]

AsFormat = Annotated[
    Format | None,
    typer.Option(
        "--output", "-o", help="How rows are shown; a table on a terminal, tab-separated in a pipe.", show_default=False
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Answer the question with yes.")]
Confirm = Annotated[
    str, typer.Option("--confirm", metavar="NAME", help="Type the asked name beforehand.", show_default=False)
]
AllowProduction = Annotated[bool, typer.Option("--allow-production", help="Go on although this is production.")]
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
RejectsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write rejected rows to this file, as JSON lines.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do the work, report what it did, and roll it back.")]


def _upper(value: Any) -> Any:
    return [each.upper() for each in value] if isinstance(value, list) else value and value.upper()


def _lower(value: Any) -> Any:
    return [each.lower() for each in value] if isinstance(value, list) else value and value.lower()


def start_year(value: str) -> str:
    """The season as it is stored, such as 2025 for 2025-26; raises BadParameter."""
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
Week = Annotated[int | None, typer.Option("--week", min=0, max=53, help="Week of the season.", show_default=False)]
Player = Annotated[str, typer.Option("--player", help="Player, or a part of the name.", show_default=False)]
Team = Annotated[str, typer.Option("--team", help="Team code.", show_default=False)]
Inactive = Annotated[bool, typer.Option("--inactive", help="Only props no longer offered.")]
Everything = Annotated[bool, typer.Option("--all", help="Active and inactive props.")]
InSnapshot = Annotated[
    str, typer.Option("--snapshot", metavar="NAME", help="This snapshot instead of the board.", show_default=False)
]

OfUser = Annotated[
    str, typer.Option("--user", metavar="WHO", help="E-mail, username or id of a user.", show_default=False)
]
OfSnapshot = Annotated[
    str, typer.Option("--snapshot", metavar="NAME", help="Name or id of a snapshot.", show_default=False)
]

Where = Annotated[
    str,
    typer.Option(
        metavar="EXPR",
        help='Filter on columns: "line > 250 and platform in (prizepicks, underdog)".',
        show_default=False,
    ),
]
Sort = Annotated[
    str, typer.Option(metavar="COLUMNS", help="Order, such as -line,player_name; nulls come last.", show_default=False)
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
        min=0, max=10**15, help="Rows at most, 0 for all; 50 on a terminal, all in a pipe.", show_default=False
    ),
]
After = Annotated[
    str, typer.Option(metavar="TOKEN", help="Go on after the page whose token this is.", show_default=False)
]
TimeZone = Annotated[
    str,
    typer.Option("--tz", metavar="ZONE", help="Show times in this zone, such as America/New_York.", show_default="UTC"),
]
Odds = Annotated[Literal["decimal", "american", "implied"], typer.Option("--odds", help="How prices are shown.")]
Excel = Annotated[bool, typer.Option("--excel", help="CSV for spreadsheets: a byte-order mark, no formulas.")]


def _quiet(value: bool) -> bool:
    current().quiet |= value
    return value


def _verbose(value: int) -> int:
    running = current()
    running.verbose += value
    if running.verbose:
        running.on_read = console.detail
    if running.verbose > 1:
        running.on_statement = console.detail
    return value


def _debug(value: bool) -> bool:
    current().debug |= value
    return value


def _cron(value: bool) -> bool:
    current().cron = value
    return value


def _no_input(value: bool) -> bool:
    current().no_input |= value
    return value


def _colour(value: Colour | None) -> Any:
    if value is not None:
        current().colour = value
    return value


def _env_file(value: Path | None) -> Path | None:
    if value is not None:
        current().env_file = EnvFile(value)
    return value


Cron = Annotated[
    bool,
    typer.Option("--cron", callback=_cron, help="Print nothing when nothing changed, one line when something did."),
]


@dataclass(repr=False, eq=False)
class BoardFilter:
    """Which props of the live board are meant."""

    league: Leagues = None
    season: Season = ""
    week: Week = None
    platform: Platforms = None
    player: Player = ""
    team: Team = ""
    market: Markets = None
    where: Where = ""


@dataclass(repr=False, eq=False)
class PropFilter(BoardFilter):
    """Which props are meant, of the board or of a snapshot, active or not."""

    snapshot: InSnapshot = ""
    inactive: Inactive = False
    everything: Everything = False


@dataclass(repr=False, eq=False)
class Listing:
    """Order, columns and page of a list; the filter of the noun holds its --where."""

    sort: Sort = ""
    fields: Fields = ""
    limit: Limit = None
    after: After = ""

    def page(self, request: "Request") -> "Request":
        """The request with this order, these columns and this page."""
        from bbprops_cli.commands.shared.lists import page_size

        return request._replace(sort=self.sort, fields=self.fields, limit=page_size(self.limit), after=self.after)


@dataclass(repr=False, eq=False)
class Output:
    """The format of an answer that holds neither times nor odds; the classes below add what others show."""

    fmt: AsFormat = None
    tz = ""
    odds = "decimal"
    excel = False


@dataclass(repr=False, eq=False)
class RecordView(Output):
    """How one record is shown."""

    tz: TimeZone = ""


@dataclass(repr=False, eq=False)
class PricedRecordView(RecordView):
    """How one record with odds is shown."""

    odds: Odds = "decimal"


@dataclass(repr=False, eq=False)
class ListView(RecordView):
    """How rows are shown."""

    excel: Excel = False


@dataclass(repr=False, eq=False)
class PricedListView(PricedRecordView):
    """How rows with odds are shown."""

    excel: Excel = False


@dataclass(repr=False, eq=False)
class Write:
    """What every command that writes takes."""

    dry_run: DryRun = False
    cron: Cron = False  # its callback tells the console

    def report(self, verb: str, what: str, *, changed: bool = True) -> None:
        """Say `deleted 3 props` for `delete`, or `would delete 3 props` after a dry run."""
        console.report(
            f"would {verb} {what}" if self.dry_run else f"{past(verb)} {what}", changed=changed and not self.dry_run
        )

    def unchanged(self, why: str) -> None:
        """Say that there was nothing to do, and why; silent with --cron."""
        console.report(f"nothing to do: {why}", changed=False)


@dataclass(repr=False, eq=False)
class Destructive(Write):
    """What a command takes that loses data and therefore asks."""

    yes: Yes = False
    confirm: Confirm = ""
    allow_production = True

    def ask(self, question: str, loss: "Loss") -> None:
        """Go on only with leave, which a dry run does not need; raises ConfirmationNeeded."""
        from bbprops_cli.commands.shared import confirmation

        if not self.dry_run:
            confirmation.ask(question, loss, yes=self.yes, confirm=self.confirm, allow_production=self.allow_production)


@dataclass(repr=False, eq=False)
class Dangerous(Destructive):
    """What a command takes that can lose a whole database: in production it also wants --allow-production."""

    allow_production: AllowProduction = False


_PANEL = "Everywhere"


def everywhere(
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", callback=_quiet, rich_help_panel=_PANEL, help="No talk, only data and errors."),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, callback=_verbose, rich_help_panel=_PANEL, help="Timing; twice: the SQL too."
        ),
    ] = 0,
    debug: Annotated[
        bool, typer.Option("--debug", callback=_debug, rich_help_panel=_PANEL, help="Show the traceback of a failure.")
    ] = False,
    color: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option(
            "--color", callback=_colour, rich_help_panel=_PANEL, help="Colour on stdout.", show_default="auto"
        ),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", callback=_no_input, rich_help_panel=_PANEL, help="Never ask a question.")
    ] = False,
    env_file: Annotated[
        Path | None,
        typer.Option(
            "--env-file",
            callback=_env_file,
            rich_help_panel=_PANEL,
            help="Read settings from here.",
            show_default=".env",
        ),
    ] = None,
) -> None:
    """The options that every command takes, before or after its name; their values are state, not parameters."""
