"""`props update`, `deactivate` and `delete`."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.commands.shared.lists import activity
from bbprops_cli.commands.shared.options import (
    Confirm,
    Cron,
    DryRun,
    Everything,
    Inactive,
    InSnapshot,
    Leagues,
    Markets,
    Platforms,
    Player,
    Season,
    Team,
    Week,
    Where,
    Yes,
)
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console
from bbprops_cli.rules.values.typed_time import parse_past

if TYPE_CHECKING:  # a help page does without
    from bbprops_cli.queries.lists.listing import Request

Correction = str | None


def update(
    prop: Annotated[str, typer.Argument(metavar="PROP", help="Its id, or the last six characters of it.")],
    line: Annotated[Correction, typer.Option(help="The number to go over or under.", show_default=False)] = None,
    odds: Annotated[
        Correction,
        typer.Option(metavar="PRICE", help="Price of over: 1.91, or American with its sign.", show_default=False),
    ] = None,
    under_odds: Annotated[
        Correction, typer.Option(metavar="PRICE", help="Price of under, likewise.", show_default=False)
    ] = None,
    player_name: Annotated[Correction, typer.Option(help="Name of the player.", show_default=False)] = None,
    team: Annotated[Correction, typer.Option(help="Team code.", show_default=False)] = None,
    opponent: Annotated[Correction, typer.Option(help="Team code of the opponent.", show_default=False)] = None,
    position: Annotated[Correction, typer.Option(help="Position.", show_default=False)] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="COLUMN=VALUE", help="Any other column; no value clears it.")
    ] = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Correct one prop; an empty text clears a column."""
    from bbprops_cli.catalog import PROPS
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries import references
    from bbprops_cli.queries.props import changes as prop_changes

    named = {
        "line": line,
        "odds": odds,
        "under_odds": under_odds,
        "player_name": player_name,
        "team": team,
        "opponent": opponent,
        "position": position,
    }
    changes = _assigned(assignments or []) | {name: text for name, text in named.items() if text is not None}
    if not changes:
        raise UsageError("Nothing says what to correct.", hint="Add --line 250.5, or --set COLUMN=VALUE.")
    where = target()
    with session(where, dry_run=dry_run) as work:
        identifier = references.resolve(driver_db(work), PROPS, prop)
        done = prop_changes.update(work, identifier, changes)
        work.touch(())  # the row says it
    if not done.columns:
        console.report("nothing to do: it says so already", changed=False)
        return
    parts = (f"{name} {_shown(old)} → {_shown(new)}" for name, (old, new) in done.columns.items())
    said = f"{'would have ' if dry_run else ''}corrected {identifier[-6:]}: {', '.join(parts)}"
    console.report(said, changed=not dry_run)


def _assigned(pairs: list[str]) -> dict[str, str]:
    changes = {}
    for pair in pairs:
        column, equals, value = pair.partition("=")
        if not (column.strip() and equals):
            raise UsageError(f"--set {pair[:60]!r} is not COLUMN=VALUE.", hint="Write --set week=5.")
        changes[column.strip().lower()] = value
    return changes


def _shown(value: object) -> str:
    return "nothing" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def deactivate(
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    platform: Platforms = None,
    player: Player = "",
    team: Team = "",
    market: Markets = None,
    where: Where = "",
    ended_before: Annotated[
        str,
        typer.Option(metavar="WHEN", help="Games that began before: 6h (ago), 2025-10-05.", show_default=False),
    ] = "",
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Take props off the board; they become its history."""
    from bbprops_cli.queries.lists.listing import Filter
    from bbprops_cli.queries.props import changes as prop_changes
    from bbprops_cli.queries.props import find as props

    choice = props.Choice(league or [], season, week, platform or [], player, team, market or [])
    filters = (Filter("game_date", "<", parse_past(ended_before, datetime.now(UTC))),) if ended_before else ()
    if not (choice.asks or where or filters):
        raise UsageError("That would be the whole board.", hint="Add a filter, such as --ended-before 6h.")

    def choose(db: Db) -> "Request":
        request = props.find(db, choice, snapshot="", activity="active", note=console.note)
        return request._replace(where=where, filters=(*request.filters, *filters))

    _carry_out("deactivate", choose, prop_changes.deactivate, yes=yes, confirm=confirm, dry_run=dry_run)


def delete(
    prop: Annotated[
        list[str] | None, typer.Argument(metavar="[PROP...]", help="Ids, or the last six characters of them.")
    ] = None,
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    platform: Platforms = None,
    player: Player = "",
    team: Team = "",
    market: Markets = None,
    snapshot: InSnapshot = "",
    inactive: Inactive = False,
    everything: Everything = False,
    where: Where = "",
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Delete props: these, or those of the board or of a snapshot that the filters choose."""
    from bbprops_cli.queries.props import changes as prop_changes
    from bbprops_cli.queries.props import find as props

    choice = props.Choice(league or [], season, week, platform or [], player, team, market or [])
    kept = activity(inactive, everything)
    if prop and (choice.asks or where or snapshot or kept != "active"):
        raise UsageError("PROP says which ones already.", hint="Leave the filters out, or the ids.")
    if not (prop or choice.asks or where or snapshot):
        raise UsageError("That would be the whole board.", hint="Name props, or add a filter.")

    def choose(db: Db) -> "Request":
        if prop:
            return prop_changes.these(db, prop)
        request = props.find(db, choice, snapshot=snapshot, activity=kept, note=console.note)
        return request._replace(where=where)

    _carry_out("delete", choose, prop_changes.delete, yes=yes, confirm=confirm, dry_run=dry_run)


def _carry_out(
    verb: str,
    choose: "Callable[[Db], Request]",
    act: "Callable[[Db, Request, dict[str, int]], int]",
    *,
    yes: bool,
    confirm: str,
    dry_run: bool,
) -> None:
    """Count what is chosen, ask, and do it, with a word on how many it were."""
    from bbprops_cli.commands.shared import confirmation
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.db.connection.writing import BULK_LOCK_TIMEOUT, writing
    from bbprops_cli.queries.props import changes as prop_changes

    where = target()
    with reading(where) as db:
        request = choose(db)._replace(now=datetime.now(UTC))
        held = prop_changes.count(db, request)
        mark = environment.bare(db)
    total = sum(held.values())
    if not total:
        console.report("nothing to do: no prop fits", changed=False)
        return
    if not dry_run:
        parts = [f"prop_markets: {total:,} rows", *(f"  {platform}: {rows:,}" for platform, rows in held.items())]
        loss = confirmation.Loss(where, mark, total, parts)
        question = f"{verb.title()} {console.counted(total, 'props')}?"
        confirmation.ask(question, loss, yes=yes, confirm=confirm, allow_production=True)
    with writing(where, dry_run=dry_run, lock_timeout=BULK_LOCK_TIMEOUT) as db:
        done = act(db, request, held)
    said = f"{'would have ' if dry_run else ''}{verb}d {console.counted(done, 'props')}"
    console.report(said, changed=bool(done) and not dry_run)
