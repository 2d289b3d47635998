"""`bbprops db` upgrade, downgrade, stamp and revision."""

from typing import Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared import confirmation
from bbprops_cli.commands.shared.options import AllowProduction, AsFormat, Confirm, Cron, DryRun, Yes
from bbprops_cli.db.connection import touched
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console, formats

NOT_DONE = " (dry run: nothing was changed)"

PLAN = (
    Column("revision", "text", "The migration", 1),
    Column("message", "text", "What it does", 2),
    Column("statements", "int", "How many it sends", 3),
    Column("destroys", "text", "What it drops, deletes, overwrites or converts", 1, nullable=True),
)


def upgrade(
    revision: Annotated[str, typer.Argument(metavar="REV", help="Where to stop.")] = "head",
    sql: Annotated[bool, typer.Option("--sql", help="Print the statements; REV may be FROM:TO.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="List the migrations, and what each destroys.")] = False,
    output: AsFormat = None,
    dry_run: DryRun = False,
    cron: Cron = False,
) -> None:
    """Apply pending migrations; --plan and --sql only look at them."""
    from bbprops_cli.db.schema import migrations

    if sql + plan + (dry_run or cron) > 1:
        raise UsageError("--sql, --plan, and --dry-run or --cron exclude each other.")
    if output and not plan:
        raise UsageError("-o says how a plan is shown.", hint="Add --plan.")
    if sql:
        _print_sql(revision)
    elif plan:
        _show_plan(revision, output)
    else:
        _report_move(*migrations.upgrade(target(), revision, create=False, dry_run=dry_run), dry_run=dry_run)


def _print_sql(revision: str) -> None:
    from bbprops_cli.db.admin import facts
    from bbprops_cli.db.schema import migrations

    found, colon, to = revision.partition(":")
    if not colon:
        found, to = facts.status(target()).revision, revision
    if not migrations.steps(found.replace("base", ""), to):
        console.report(f"nothing to do: it is at {found}", changed=False)
        return
    console.out.write("\n\n".join(migrations.script(found, to)) + "\n")


def _show_plan(revision: str, output: str | None) -> None:
    from bbprops_cli.db.admin import facts
    from bbprops_cli.db.schema import migrations
    from bbprops_cli.rules.db.destruction import losses

    rows = []
    for step in migrations.steps(facts.status(target()).revision, revision):
        statements = [text for text in migrations.script(step.down_revision, step.revision) if _does_something(text)]
        lost = "; ".join(loss for statement in statements for loss in losses(statement))
        rows.append((step.revision, step.message, len(statements), lost or None))
    formats.show(rows, PLAN, fmt=output)
    if destructive := sum(row[3] is not None for row in rows):
        console.warn(f"{destructive} of {len(rows)} {'destroys' if destructive == 1 else 'destroy'} data")


def _does_something(statement: str) -> bool:
    """Whether it is more than what goes round every migration."""
    return (
        not statement.startswith(("--", "BEGIN", "COMMIT", "SELECT pg_advisory")) and "alembic_version" not in statement
    )


def downgrade(
    revision: Annotated[str, typer.Argument(metavar="REV", help="Where to go; `base` is nothing at all.")],
    yes: Yes = False,
    confirm: Confirm = "",
    allow_production: AllowProduction = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Take migrations back, and with them the data they made room for."""
    from bbprops_cli.db.schema import migrations

    where = target()
    if not dry_run:
        question = f"Take migrations back to {revision}?"
        confirmation.ask(
            question, confirmation.everything(where), yes=yes, confirm=confirm, allow_production=allow_production
        )
    _report_move(*migrations.downgrade(where, revision, dry_run=dry_run), dry_run=dry_run)


def _report_move(before: str, after: str, *, dry_run: bool) -> None:
    changed = before != after
    if changed and not dry_run:
        touched.tell({touched.EVERYTHING})
    text = f"from {before or 'nothing'} to {after or 'nothing'}" if changed else f"nothing to do: it is at {after}"
    console.report(text + NOT_DONE * (dry_run and changed), changed=changed)
    if changed and not before and not dry_run:
        console.note(
            "nobody has said yet what this database is, so it counts as production: see bbprops db mark --help"
        )


def stamp(
    revision: Annotated[str, typer.Argument(metavar="REV", help="What to write down: a revision, head or base.")],
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Write down which migration the schema is at, without running any."""
    from bbprops_cli.db.schema import migrations

    before, after = migrations.stamp(target(), revision, dry_run=dry_run)
    _report_move(before, after, dry_run=dry_run)
    if before != after:
        console.note("`bbprops db check` compares the schema with that")


def revision(
    message: Annotated[str, typer.Option("--message", "-m", help="What it does, in a few words.")],
    autogenerate: Annotated[
        bool, typer.Option("--autogenerate", help="With what the models have and the migrations do not make.")
    ] = False,
) -> None:
    """Write a new migration, in a checkout, and print its path."""
    from bbprops_cli.db.schema import revise

    path = revise.write(target(), message, autogenerate=autogenerate)
    if not path:
        console.report("nothing to do: models and migrations agree", changed=False)
        return
    console.out.write(f"{path}\n")
    if autogenerate:
        console.note("look it through: guards, functions and the text of checks are not compared")
