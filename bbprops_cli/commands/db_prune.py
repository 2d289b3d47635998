"""`bbprops db prune`: the history of the board does not grow for ever."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bbprops_cli.commands.db_migrations import NOT_DONE
from bbprops_cli.commands.shared import confirmation
from bbprops_cli.commands.shared.options import AllowProduction, Confirm, Cron, DryRun, Yes
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console


def prune(
    older_than: Annotated[
        str, typer.Option(metavar="WHEN", help="Games before: 90d (ago), 2025-10-05; without a game, the last change.")
    ],
    yes: Yes = False,
    confirm: Confirm = "",
    allow_production: AllowProduction = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Delete old inactive props, which imports and `props deactivate` leave; those in snapshots and slips stay."""
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries.db import prune as old
    from bbprops_cli.rules.cache.keys import league_tags
    from bbprops_cli.rules.values.typed_time import parse_past

    now = datetime.now(UTC)
    before = parse_past(older_than, now)
    if before > now:
        raise UsageError(f"{older_than!r} has not come yet.", hint="Write 90d for 90 days ago.")
    where = target()
    with reading(where) as db:
        mark = environment.read_from_driver(db)
        held = old.count(db, before)
    total = sum(held.values())
    if not total:
        console.report("nothing to do: no inactive prop is that old", changed=False)
        return
    parts = [f"prop_markets: {total:,} rows", *(f"  {' '.join(board)}: {rows:,}" for board, rows in held.items())]
    if dry_run:
        console.note("\n".join(parts))
    else:
        loss = confirmation.Loss(where, mark, total, parts)
        confirmation.ask("Delete these props?", loss, yes=yes, confirm=confirm, allow_production=allow_production)
    with writing(where, dry_run=dry_run, touches=league_tags(league for _, league in held)) as db:
        deleted = old.delete(db, before)
    console.report(f"deleted inactive props: {deleted:,}{NOT_DONE * dry_run}", changed=bool(deleted) and not dry_run)
