"""`slips create`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bbprops_cli.commands.shared.documents import text_of
from bbprops_cli.commands.shared.options import League, OfSnapshot, OfUser, Output, Platform, Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import MAX_STAKE

if TYPE_CHECKING:  # help does without
    from bbprops_cli.queries.slips.creation import CreatedSlips, SlipDefaults

SlipFile = Annotated[
    Path,
    typer.Argument(metavar="[FILE]", allow_dash=True, help="JSON, JSON lines, or a bet log of Pikkit; - is stdin."),
]
IGNORED_SHOWN = 8


@dataclass(repr=False, eq=False)
class DefaultOptions:
    """Values for keys that a slip lacks."""

    user: OfUser = ""
    snapshot: OfSnapshot = ""
    league: League = ""
    platform: Platform = ""
    side: Annotated[
        Literal["over", "under"] | None, typer.Option(help="Side of legs without a side.", show_default=False)
    ] = None
    ev: Annotated[
        float | None, typer.Option(help="Expected return per unit staked; 1 is break-even.", show_default="computed")
    ] = None
    stake: Annotated[float | None, typer.Option(min=0, max=MAX_STAKE, help="Money to stake.", show_default=False)] = (
        None
    )
    name: Annotated[str | None, typer.Option(help="Title.", show_default=False)] = None
    notes: Annotated[str | None, typer.Option(help="Notes.", show_default=False)] = None
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Tag; may be given more than once.")] = None

    def given(self) -> "SlipDefaults":
        """The defaults for slips that are created today."""
        from bbprops_cli.queries.slips.creation import SlipDefaults

        values: dict[str, Any] = {
            "user": self.user,
            "snapshot": self.snapshot,
            "league": self.league,
            "platform": self.platform,
        }
        values |= {"ev": self.ev, "stake": self.stake, "name": self.name, "notes": self.notes, "tags": self.tag}
        return SlipDefaults(values, self.side or "", datetime.now(UTC).date())


@spread
def create(file: SlipFile = Path("-"), *, defaults: DefaultOptions, write: Write, output: Output) -> None:
    """Save slips from JSON, or from a bet log.

    A slip is {"legs": [{"player": …, "market": …, "line": 62.5, "side": "over"}]}.
    Keys in the spelling of other tools are recognized. The options fill in keys
    that a slip lacks, and never override one. A missing EV is computed from the
    probabilities of the legs and the payout: the key payout, else the odds of the
    legs, else what the platform pays. The CSV file of Pikkit's bets is read too.

    Examples:
      bbprops slips create slip.json --user ana_demo --snapshot nfl-week-5-2025  # save one slip
      bbprops slips create - --user ana_demo --dry-run < slip.json  # check a slip without saving it
      bbprops slips create slips.jsonl --user ben_demo --league NFL --tag model-v2 -o name  # several, for their ids
      bbprops slips create pikkit.csv --user ana_demo --ev 1  # placed bets, some without an EV
    """
    from bbprops_cli.output import formats
    from bbprops_cli.output.console import counted
    from bbprops_cli.queries.slips.creation import CREATED_COLUMNS
    from bbprops_cli.tasks.slips.create import create_slips, read_slips

    slips, notes = read_slips(*text_of(file))
    created = create_slips(slips, defaults.given(), dry_run=write.dry_run)
    if not write.cron:
        formats.show(created.rows, CREATED_COLUMNS, fmt=output.fmt)
    _comment(created, notes)
    write.report("save", counted(len(created.rows), "slips"))


def _comment(created: "CreatedSlips", notes: list[str]) -> None:
    from bbprops_cli.output import console

    for left_out in notes:
        console.note(left_out)
    if created.computed:
        slips = console.counted(created.computed, "slips")
        console.note(f"computed the EV of {slips} from leg probabilities and payout")
    if created.ignored:
        more = ", …" if len(created.ignored) > IGNORED_SHOWN else ""
        console.note(f"ignored keys: {', '.join(created.ignored[:IGNORED_SHOWN])}{more}")
    for contradiction in created.contradictions:
        console.note(contradiction)
