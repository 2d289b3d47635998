"""`slips create`, `place`, `unplace` and `delete`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bbprops_cli.catalog import SLIPS
from bbprops_cli.commands.shared import records
from bbprops_cli.commands.shared.documents import Document, read
from bbprops_cli.commands.shared.options import (
    AsFormat,
    Confirm,
    Cron,
    DryRun,
    League,
    OfSnapshot,
    OfUser,
    Platform,
    Yes,
)
from bbprops_cli.invocation import current
from bbprops_cli.output import console, formats

Text = str | None
Slip = Annotated[str, typer.Argument(metavar="SLIP", help="Its id, or the last six characters of it.")]
UNREAD_SHOWN = 8
MOST = 1e12  # money; an infinity is none


def create(
    file: Document = Path("-"),
    user: OfUser = "",
    snapshot: OfSnapshot = "",
    league: League = "",
    platform: Platform = "",
    side: Annotated[
        Literal["over", "under"] | None, typer.Option(help="Side of legs that say none.", show_default=False)
    ] = None,
    ev: Annotated[float | None, typer.Option(help="Return per unit, 1 being even.", show_default=False)] = None,
    stake: Annotated[float | None, typer.Option(min=0, max=MOST, help="Money on it.", show_default=False)] = None,
    name: Annotated[Text, typer.Option(help="Title.", show_default=False)] = None,
    notes: Annotated[Text, typer.Option(help="Remarks.", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A label; may be given more than once.")] = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Save slips from JSON: {"legs": [{"player": …, "market": …, "line": 62.5, "side": "over"}, …], "ev": 1.08}.

    Legs may be spelled as other tools do. The options stand in for what a slip does not say and never override it.
    Without an EV it is worked out from the legs' probabilities and the payout: `payout`, the prices, or the platform's.
    """
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries.slips import create as slip_arrival
    from bbprops_cli.queries.slips import find as slips

    given: dict[str, Any] = {"user": user, "snapshot": snapshot, "league": league, "platform": platform, "name": name}
    given |= {"ev": ev, "stake": stake, "notes": notes, "tags": tag}
    sent, where = read(file), target()
    with session(where, dry_run=dry_run) as work:
        db, today = driver_db(work), datetime.now(UTC).date()
        arrived = slip_arrival.arrive(work, db, sent, given, side or "", today)
        work.touch(())  # the rows say it
    if not current().cron:
        formats.show(arrived.rows, slips.MADE, fmt=output)
    _tell(arrived)
    said = "would have saved" if dry_run else "saved"
    console.report(f"{said} {console.counted(len(arrived.rows), 'slips')}", changed=not dry_run)


def _tell(arrived: Any) -> None:
    if arrived.computed:
        console.note(f"the EV of {console.counted(arrived.computed, 'slips')} comes from probabilities and payout")
    if arrived.unread:
        more = ", …" if len(arrived.unread) > UNREAD_SHOWN else ""
        console.note(f"not kept: {', '.join(arrived.unread[:UNREAD_SHOWN])}{more}")
    for finding in arrived.findings:
        console.note(f"look at this: {finding}")


def place(
    slip: Slip,
    stake: Annotated[
        float | None, typer.Option(min=0, max=MOST, help="Money on it.", show_default="what it says")
    ] = None,
    platform: Annotated[Text, typer.Option(help="Where.", show_default="what it says")] = None,
    at: Annotated[str, typer.Option(metavar="WHEN", help="When: 2025-10-05T16:40Z, -2h.", show_default="now")] = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Mark a slip as placed: how much, where and when."""
    from bbprops_cli.queries.slips import find as slips
    from bbprops_cli.rules.props.markets import platform_key
    from bbprops_cli.rules.slips.placement import Placement
    from bbprops_cli.rules.values.typed_time import parse_instant

    now = datetime.now(UTC)
    wanted = Placement(stake, platform_key(platform) if platform else None, parse_instant(at, now) if at else None)
    done, changed = _change(slip, lambda work, identifier: slips.place(work, identifier, wanted, now), dry_run=dry_run)
    said = f"{done.id.hex[-6:]}: {done.stake:g} at {done.platform}, {done.placed_at:%Y-%m-%d %H:%M} UTC"
    would = "would have placed" if dry_run else "placed"
    console.report(f"{would} {said}" if changed else f"nothing to do: placed already, {said}", changed=changed)


def unplace(
    slip: Slip,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Take a placement back; what was meant to be staked, and where, stays."""
    from bbprops_cli.queries.slips import find as slips

    done, changed = _change(slip, slips.unplace, dry_run=dry_run)
    said = f"{'would have unplaced' if dry_run else 'unplaced'} {done.id.hex[-6:]}"
    console.report(said if changed else f"nothing to do: {done.id.hex[-6:]} is not placed", changed=changed)


def _change(slip: str, change: Any, *, dry_run: bool) -> tuple[Any, bool]:
    """Change one slip in a transaction: the slip, and whether anything about it is another than before."""
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries import references

    where = target()
    with session(where, dry_run=dry_run) as work:
        done = change(work, references.resolve(driver_db(work), SLIPS, slip))
        changed = work.is_modified(done)
        work.flush()
        work.expunge(done)
        work.touch(())  # the row says it
    return done, changed


def delete(
    slip: Annotated[list[str], typer.Argument(metavar="SLIP...", help="Ids, or the last six characters of them.")],
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Delete slips, placed or not."""
    records.delete(SLIPS, slip, touches=("slips",), yes=yes, confirm=confirm, dry_run=dry_run)
