"""`experiments create`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bbprops_cli.commands.experiments.options import ExperimentValues, RiskMode
from bbprops_cli.commands.shared.documents import read
from bbprops_cli.commands.shared.options import League, OfSnapshot, OfUser, Output, Week, Write
from bbprops_cli.commands.shared.spread import spread


@dataclass(repr=False, eq=False)
class Origin:
    """Who ran what, on which data, and when."""

    user: OfUser = ""
    snapshot: OfSnapshot = ""
    league: League = ""
    week: Week = None
    risk_mode: Annotated[
        RiskMode | None, typer.Option(case_sensitive=False, help="Risk mode of the run.", show_default=False)
    ] = None
    at: Annotated[
        str, typer.Option(metavar="WHEN", help="When the run took place: 2025-10-05T16:40Z, -2h.", show_default="now")
    ] = ""

    def given(self) -> dict[str, Any]:
        """Values by key of an experiment; empty ones were not given."""
        from bbprops_cli.rules.values.typed_time import parse_instant
        from bbprops_cli.tasks.reader_time import for_reader

        values: dict[str, Any] = {"user": self.user, "snapshot": self.snapshot, "league": self.league}
        values |= {"week": self.week, "risk_mode": self.risk_mode}
        return values | {
            "timestamp": parse_instant(self.at, for_reader(), option="--at").isoformat() if self.at else None
        }


@spread
def create(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            allow_dash=True,
            help="JSON or JSON lines; - is stdin.",
            show_default="-, or none with --risk-mode",
        ),
    ] = None,
    *,
    origin: Origin,
    metric: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Metric and its value; may be given more than once."),
    ] = None,
    values: ExperimentValues,
    write: Write,
    output: Output,
) -> None:
    """Record experiments from options or from JSON.

    With --risk-mode and without FILE, the options make up one experiment.
    Otherwise JSON is read, and the options fill in keys that an experiment lacks.
    League and week default to those of the snapshot, the status to completed.

    Examples:
      bbprops experiments create --user ana_demo --league NFL --risk-mode balanced --metric roi=0.12  # from options
      bbprops experiments create run.json --user ana_demo --snapshot nfl-week-5-2025  # on the data of a snapshot
      bbprops experiments create - --user ana_demo --week 6 --dry-run < runs.jsonl  # check several without recording
    """
    from bbprops_cli.output import console, formats
    from bbprops_cli.queries.experiments.changes import RECORDED_COLUMNS
    from bbprops_cli.rules.experiments.metrics import assigned, merged
    from bbprops_cli.tasks.experiments.record import record_experiments

    defaults = origin.given() | values.given() | {"metrics": merged({}, assigned(metric or []))}
    documents = read(file or Path("-")) if file or not origin.risk_mode else [{}]
    runs = record_experiments(documents, defaults, dry_run=write.dry_run)
    if not write.cron:
        rows = [[getattr(run, column.name) for column in RECORDED_COLUMNS] for run in runs]
        formats.show(rows, RECORDED_COLUMNS, fmt=output.fmt)
    if unlocked := sum(run.snapshot_sha256 is None for run in runs):
        console.note(f"{console.counted(unlocked, 'experiments')} without a locked snapshot: the data may change")
    write.report("record", console.counted(len(runs), "experiments"))
