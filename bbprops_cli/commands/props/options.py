"""Options of `props` that name or change props, and those of an import, which would be too many parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bbprops_cli.commands.shared import completion
from bbprops_cli.commands.shared.options import (
    FileContent,
    HeaderMap,
    League,
    MaxErrors,
    Platform,
    RejectsFile,
    Season,
    Week,
    headers_by_column,
)
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.tasks.props.intake import Destination, Files

Corrected = str | None

OneProp = Annotated[str, typer.Argument(metavar="PROP", help="Id, or its last six characters.")]

# In the order of `providers.NAMES`, which is not imported for help.
FileFormat = Literal[
    "auto",
    "odds-api-io", "sports-game-odds", "bettingpros", "optic-odds",
    "odds-api", "prizepicks", "underdog", "pick6", "sleeper", "draftkings", "fanduel", "bovada", "pinnacle",
    "jsonl", "json", "parquet", "csv",
]  # fmt: skip


@dataclass(repr=False, eq=False)
class ImportedFiles:
    """Which files to import, and what is known about them."""

    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to read; - is stdin.", allow_dash=True)]
    file_format: Annotated[
        FileFormat,
        typer.Option("--format", help="Format of the files; auto detects it from the content of each file."),
    ] = "auto"
    league: League = ""
    season: Season = ""
    week: Week = None
    platform: Platform = ""
    market: Annotated[
        str,
        typer.Option(
            "--market",
            metavar="NAME",
            autocompletion=completion.markets,
            help="Market of all rows, for a spreadsheet without a column for it.",
            show_default=False,
        ),
    ] = ""
    tz: Annotated[
        str,
        typer.Option(
            "--tz",
            metavar="ZONE",
            help="Zone of start times in spreadsheets that name none, such as ET.",
            show_default="the zone in the header, else UTC",
        ),
    ] = ""
    odds_format: Annotated[
        Literal["auto", "decimal", "american", "fractional"],
        typer.Option(help="Format of the odds in the files; auto detects it from all odds of a file."),
    ] = "auto"
    column: HeaderMap = None
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show how each column is understood, and import nothing; needs no database."),
    ] = False
    max_errors: MaxErrors = None
    rejects: RejectsFile = None

    def given(self, content: FileContent) -> "Files":
        """The files for the use case; raises UsageError for a --map that is not COLUMN=HEADER."""
        from bbprops_cli.providers import Options
        from bbprops_cli.rules.values.typed_time import zone
        from bbprops_cli.tasks.props.intake import Files

        known = Options(
            league=self.league or None,
            season=self.season or None,
            week=self.week,
            platform=self.platform or None,
            market=self.market.strip() or None,
            sheet=content.sheet,
            encoding=content.encoding,
            zone=zone(self.tz) if self.tz else None,
            odds_format=self.odds_format,
            columns=headers_by_column(self.column),
        )
        return Files(self.files, self.file_format, known)


@dataclass(repr=False, eq=False)
class ImportTarget:
    """Where imported props go."""

    snapshot: Annotated[
        str,
        typer.Option(
            "--snapshot", metavar="NAME", help="Import into this snapshot instead of the board.", show_default=False
        ),
    ] = ""
    on_conflict: Annotated[
        Literal["update", "skip", "fail"],
        typer.Option(help="What to do with a stored prop whose values differ; fail imports nothing."),
    ] = "update"
    sync: Annotated[
        bool,
        typer.Option(
            "--sync", help="Also deactivate props of the same games or leagues that the files no longer have."
        ),
    ] = False
    allow_large_sync: Annotated[
        bool,
        typer.Option("--allow-large-sync", help="With --sync: do not ask before most props of a league leave."),
    ] = False
    force_sync: Annotated[
        bool,
        typer.Option(
            "--force-sync",
            help="--sync, even if rows are rejected, the files have no props, or most props of a league would leave.",
        ),
    ] = False

    def destination(self) -> "Destination":
        """Where the use case puts the props; raises UsageError for options that do not fit together."""
        from bbprops_cli.tasks.props.intake import Destination

        sync = self.sync or self.force_sync
        if sync and self.snapshot:
            raise UsageError("--sync applies to the live board only", hint="leave out --sync or --snapshot")
        if self.allow_large_sync and not sync:
            raise UsageError("--allow-large-sync requires --sync")
        allow_large = self.allow_large_sync or self.force_sync
        return Destination(self.snapshot, self.on_conflict, sync, self.force_sync, allow_large)


@dataclass(repr=False, eq=False)
class Correction:
    """New values of a prop."""

    line: Annotated[Corrected, typer.Option(help="The number to go over or under.", show_default=False)] = None
    odds: Annotated[
        Corrected,
        typer.Option(
            metavar="ODDS", help="Over odds: 1.91, or American odds with their sign: -110.", show_default=False
        ),
    ] = None
    under_odds: Annotated[
        Corrected,
        typer.Option(
            metavar="ODDS", help="Under odds: 1.91, or American odds with their sign: -110.", show_default=False
        ),
    ] = None
    player_name: Annotated[Corrected, typer.Option(help="Name of the player.", show_default=False)] = None
    team: Annotated[Corrected, typer.Option(help="Team code.", show_default=False)] = None
    opponent: Annotated[Corrected, typer.Option(help="Team code of the opponent.", show_default=False)] = None
    position: Annotated[Corrected, typer.Option(help="Position of the player.", show_default=False)] = None
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="COLUMN=VALUE", help="Any other column; may be given more than once. No VALUE clears it."
        ),
    ] = None

    def values(self) -> dict[str, str]:
        """The text of each column to change; raises UsageError if there is none, or for a --set without COLUMN=."""
        named = {"line": self.line, "odds": self.odds, "under_odds": self.under_odds, "player_name": self.player_name}
        named |= {"team": self.team, "opponent": self.opponent, "position": self.position}
        found = _assigned(self.assignments or []) | {name: text for name, text in named.items() if text is not None}
        if not found:
            raise UsageError(
                "nothing to update", hint="pass at least one of --line, --odds, --under-odds, …, --set COLUMN=VALUE"
            )
        return found


def _assigned(pairs: list[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not (column.strip() and equals):
            raise UsageError(f"--set {pair[:60]!r}: expected COLUMN=VALUE, such as --set week=5")
        values[column.strip().lower()] = value
    return values
