"""`experiments create`, `update` and `delete`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bbprops_cli.catalog import EXPERIMENTS
from bbprops_cli.commands.experiment_views import RiskMode, Status
from bbprops_cli.commands.shared import records
from bbprops_cli.commands.shared.documents import read
from bbprops_cli.commands.shared.options import AsFormat, Confirm, Cron, DryRun, League, OfSnapshot, OfUser, Week, Yes
from bbprops_cli.errors import BBPropsError, InvalidInput, UsageError
from bbprops_cli.invocation import current
from bbprops_cli.output import console, formats

Text = str | None
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME=VALUE", help="A result; may be given more than once."),
]
Risk = Annotated[
    RiskMode | None,
    typer.Option("--risk-mode", case_sensitive=False, help="How much was risked.", show_default=False),
]
ItsStatus = Annotated[
    Status | None, typer.Option("--status", case_sensitive=False, help="How far it is.", show_default=False)
]
Bankroll = Annotated[float | None, typer.Option(help="Money at the start.", show_default=False)]
NumProps = Annotated[int | None, typer.Option(min=0, help="Props considered.", show_default=False)]
NumSlips = Annotated[int | None, typer.Option(min=0, help="Slips built.", show_default=False)]
Name = Annotated[Text, typer.Option(help="Title.", show_default=False)]
Description = Annotated[Text, typer.Option(help="What it tries.", show_default=False)]


def create(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", allow_dash=True, help="JSON, or JSON lines; - is stdin.", show_default=False),
    ] = None,
    user: OfUser = "",
    snapshot: OfSnapshot = "",
    league: League = "",
    week: Week = None,
    risk_mode: Risk = None,
    metric: Metrics = None,
    bankroll: Bankroll = None,
    num_props: NumProps = None,
    num_slips: NumSlips = None,
    name: Name = None,
    description: Description = None,
    status: ItsStatus = None,
    at: Annotated[
        str, typer.Option(metavar="WHEN", help="When it ran: 2025-10-05T16:40Z, -2h.", show_default="now")
    ] = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Record experiments: one from options, or those of a JSON document, for which the options fill in what it lacks.

    With --risk-mode and no FILE it is one from options; else the JSON is read, from stdin where there is no FILE.
    """
    from bbprops_cli.rules.experiments.metrics import assigned, merged
    from bbprops_cli.rules.values.typed_time import parse_instant

    given: dict[str, Any] = {"user": user, "snapshot": snapshot, "league": league, "week": week, "risk_mode": risk_mode}
    given |= {"bankroll": bankroll, "num_props": num_props, "num_slips": num_slips, "name": name, "status": status}
    given |= {"description": description, "metrics": merged({}, assigned(metric or []))}
    given |= {"timestamp": parse_instant(at, datetime.now(UTC)).isoformat() if at else None}
    sent = read(file or Path("-")) if file or not risk_mode else [{}]
    made = _store(sent, given, dry_run=dry_run)
    if not current().cron:
        from bbprops_cli.queries.experiments.find import MADE

        formats.show([[getattr(run, column.name) for column in MADE] for run in made], MADE, fmt=output)
    if unlocked := sum(run.snapshot_sha256 is None for run in made):
        console.note(
            f"{console.counted(unlocked, 'experiments')} on no locked snapshot: nobody can repeat that for sure"
        )
    done = "would have recorded" if dry_run else "recorded"
    console.report(f"{done} {console.counted(len(made), 'experiments')}", changed=not dry_run)


def _store(sent: list[Any], given: dict[str, Any], *, dry_run: bool) -> list[Any]:
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries.experiments import find as experiments

    where, made = target(), []
    with session(where, dry_run=dry_run) as work:
        db = driver_db(work)
        for number, said in enumerate(sent, 1):
            if not isinstance(said, dict):
                raise InvalidInput(
                    f"Experiment {number} is not a JSON object.", hint='Write {"metrics": {"roi": 0.1}}.'
                )
            try:
                made.append(experiments.create(work, db, said, given))
            except BBPropsError as error:
                if len(sent) > 1:
                    raise type(error)(f"Experiment {number}: {error}", hint=error.hint) from error
                raise
        work.flush()
        for run in made:
            work.expunge(run)  # what is shown is what was stored, also by a dry run
        work.touch(("experiments",))
    return made


def update(
    experiment: Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Its id, or the last six characters of it.")],
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", metavar="NAME=VALUE", help="Add or change a result; nothing after = takes it away."),
    ] = None,
    status: ItsStatus = None,
    bankroll: Bankroll = None,
    num_props: NumProps = None,
    num_slips: NumSlips = None,
    name: Name = None,
    description: Description = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Change an experiment; metrics are merged, and what is completed stays that."""
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries import references
    from bbprops_cli.queries.experiments import find as experiments
    from bbprops_cli.rules.experiments.metrics import assigned

    said: dict[str, Any] = {"status": status, "bankroll": bankroll, "num_props": num_props, "num_slips": num_slips}
    said |= {"name": name, "description": description}
    values, metrics = {key: value for key, value in said.items() if value is not None}, assigned(metric or [])
    if not values and not metrics:
        raise UsageError("Nothing says what to change.", hint="Add --metric roi=0.12, or --status completed.")
    where = target()
    with session(where, dry_run=dry_run) as work:
        identifier = references.resolve(driver_db(work), EXPERIMENTS, experiment)
        changed = experiments.update(work, identifier, values, metrics)
        work.touch(())  # the row says it
    said_so = f"{'would have updated' if dry_run else 'updated'} {identifier[-6:]}: {', '.join(changed)}"
    console.report(said_so if changed else "nothing to do: it says so already", changed=bool(changed) and not dry_run)


def delete(
    experiment: Annotated[
        list[str], typer.Argument(metavar="EXPERIMENT...", help="Ids, or the last six characters of them.")
    ],
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Delete experiments; their snapshots stay."""
    records.delete(EXPERIMENTS, experiment, touches=("experiments",), yes=yes, confirm=confirm, dry_run=dry_run)
