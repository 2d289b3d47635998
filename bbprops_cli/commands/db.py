"""Create, migrate, inspect and reset the database."""

from typing import Annotated, Literal

import typer

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.commands import db_backup, db_migrations, db_prune, db_roles, db_server, db_stats
from bbprops_cli.commands.db_migrations import NOT_DONE
from bbprops_cli.commands.shared import confirmation
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.options import AllowProduction, AsFormat, Confirm, Cron, DryRun, Yes
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import NotMigrated, UsageError
from bbprops_cli.output import console, formats
from bbprops_cli.rules.db.environment import require_playground

app = typer.Typer(cls=Group, help="Create, migrate, inspect and reset the database.")
trash_app = typer.Typer(cls=Group, help="What resets have put aside.")
app.add_typer(trash_app, name="trash")

Environment = Literal["development", "staging", "production"]


@app.command()
def init(
    create: Annotated[bool, typer.Option("--create", help="Make the PostgreSQL database too.")] = False,
    environment: Annotated[
        Environment | None, typer.Option(help="What it is; on this machine development is presumed.")
    ] = None,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Make the database ready: its tables, and the mark of its environment."""
    from bbprops_cli.db.admin.create import init as make

    where = target()
    done = make(where, create=create, mark=environment or "")
    if environment and environment != done.mark:
        console.warn(f"it stays marked {done.mark}; to change that: bbprops db mark {environment}")
    changed = done.database or done.marked or done.before != done.after
    state = f"{where} is at revision {done.after}, marked {done.mark}"
    console.report(state if changed else f"nothing to do: {state}", changed=changed)


STATUS = (
    Column("target", "text", "Where the database is", 1),
    Column("environment", "text", "Its mark; without one it counts as production", 2),
    Column("revision", "text", "The migration it is at", 1),
    Column("head", "text", "The newest migration", 3),
    Column("pending", "int", "Migrations it lacks", 1),
)


@app.command()
def status(
    check: Annotated[bool, typer.Option("--check", help="Exit with 7 when migrations are pending.")] = False,
    output: AsFormat = None,
) -> None:
    """Show where the database is and which migrations it lacks."""
    from bbprops_cli.db.admin import facts

    where = target()
    found = facts.status(where)
    formats.show_one(list(zip(STATUS, (str(where), *found), strict=True)), fmt=output)
    if check and found.pending:
        raise NotMigrated(f"Migrations are pending: {found.pending}.", hint="Run: bbprops db upgrade")


HISTORY = (
    Column("revision", "text", "Its name", 1),
    Column("after", "text", "The one before it", 3),
    Column("state", "text", "applied or pending", 1),
    Column("message", "text", "What it does", 2),
)


@app.command()
def history(output: AsFormat = None) -> None:
    """List all migrations, newest first, and whether this database has them."""
    from bbprops_cli.db.admin import facts
    from bbprops_cli.db.schema import migrations

    pending = {step.revision for step in migrations.pending(facts.status(target()).revision)}
    formats.show(
        [
            (step.revision, step.down_revision, "pending" if step.revision in pending else "applied", step.message)
            for step in migrations.history()
        ],
        HISTORY,
        fmt=output,
    )


INFO = (
    Column("target", "text", "Where it is", 1),
    Column("server", "text", "What answers", 1),
    Column("environment", "text", "Its mark; without one it counts as production", 1),
    Column("revision", "text", "The migration it is at", 1),
    Column("bytes", "int", "Its size", 1),
    Column("rows", "json", "Rows by table", 1),
    Column("estimated", "json", "Tables too large to count", 1),
    Column("pool_size", "int", "Connections an API process keeps", 1),
    Column("max_overflow", "int", "Connections it may open beyond these", 1),
    Column("replica", "text", "Where reads go, and whether it keeps up", 1),
)


@app.command()
def info(output: AsFormat = None) -> None:
    """Show the server, its version, and how much the database holds."""
    from bbprops_cli.db.admin import doctor, facts

    where, known = target(), settings.current()
    found = facts.overview(where)
    rows = {table.table: table.rows for table in found.tables}
    estimated = [table.table for table in found.tables if not table.exact]
    pool = (known.number("DATABASE_POOL_SIZE"), known.number("DATABASE_MAX_OVERFLOW"))
    server = (found.version, found.environment, found.revision, found.bytes)
    values = (str(where), *server, rows, estimated, *pool, doctor.replica_of(where).found)
    formats.show_one(list(zip(INFO, values, strict=True)), fmt=output)


DRIFT = (
    Column("difference", "text", "missing, extra or differs", 1),
    Column("kind", "text", "table, column, constraint, index, trigger, function, ...", 1),
    Column("name", "text", "Its name, after that of its table", 1),
    Column("expected", "text", "As the migrations make it", 2),
    Column("found", "text", "As it is", 2),
)


@app.command()
def check(output: AsFormat = None) -> None:
    """Compare the database, item by item, with what the migrations make; exit with 7 where they differ."""
    from bbprops_cli.db.schema import structure

    differences = structure.drift(target())
    formats.show(differences, DRIFT, fmt=output)
    if differences:
        raise NotMigrated(f"The database differs from its migrations in {len(differences)} items.")
    console.note("no drift")


@app.command()
def mark(
    environment: Annotated[Environment, typer.Argument(help="development, staging or production.")],
    yes: Yes = False,
    confirm: Confirm = "",
    allow_production: AllowProduction = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Say what this database is; production is guarded from then on."""
    from bbprops_cli.db.admin import facts
    from bbprops_cli.db.connection import environment as marks
    from bbprops_cli.db.connection.session import session

    where = target()
    before = facts.status(where).environment
    if before == environment:
        console.report(f"nothing to do: {where} is marked {environment}", changed=False)
        return
    if before == "production" and not dry_run:
        loss = confirmation.Loss(where, before, 0, ["the guard of production"])
        confirmation.ask(f"Mark it {environment}?", loss, yes=yes, confirm=confirm, allow_production=allow_production)
    with session(where, dry_run=dry_run) as work:
        marks.write(work, environment)
    console.report(f"{where} is marked {environment}{NOT_DONE * dry_run}")


@app.command()
def seed(
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Add the packaged demo: a board of NFL week 5 and one NBA night, with users, a run and a slip."""
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.session import session
    from bbprops_cli.queries.db import seed as demo

    with session(dry_run=dry_run) as work:
        require_playground(environment.read(work))
        added = demo.seed(work)
    text = "added " + ", ".join(f"{table}: {count}" for table, count in added.items()) + NOT_DONE * dry_run
    console.report(text if added else "nothing to do: it is all there", changed=bool(added))


@app.command()
def reset(
    name: Annotated[str, typer.Argument(metavar="TRASH", help="With --undo: what to bring back.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Bring back what the last reset put aside.")] = False,
    yes: Yes = False,
    confirm: Confirm = "",
    allow_production: AllowProduction = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Put all data aside and start with empty tables; --undo brings it back."""
    from bbprops_cli.db.admin import trash

    if name and not undo:
        raise UsageError(f"{name!r} says what to bring back.", hint="Add --undo.")
    where = target()
    if not dry_run:
        question = f"Put this aside and bring back {name or 'what was last put aside'}?" if undo else "Put this aside?"
        confirmation.ask(
            question, confirmation.everything(where), yes=yes, confirm=confirm, allow_production=allow_production
        )
    done = trash.undo(where, name, dry_run=dry_run) if undo else trash.reset(where, dry_run=dry_run)
    state = f"{'what was aside is back' if undo else 'the tables are empty'}, at revision {done.revision}"
    db_backup.report_moved(state, done, dry_run=dry_run)


TRASH = (
    Column("name", "text", "Schema or file", 1),
    Column("made", "instant", "When it was put aside", 1),
    Column("revision", "text", "The migration it was at", 3),
    Column("environment", "text", "Its mark", 4),
    Column("locked", "int", "Locked snapshots in it", 2),
    Column("rows", "int", "Rows in it", 2),
    Column("bytes", "int", "Its size", 2),
)


@trash_app.command("list")
def list_(output: AsFormat = None) -> None:
    """List what resets have put aside, oldest first."""
    from bbprops_cli.db.admin import trash

    formats.show(trash.listing(target()), TRASH, fmt=output)


@trash_app.command()
def empty(
    yes: Yes = False,
    confirm: Confirm = "",
    allow_production: AllowProduction = False,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Destroy what resets have put aside; this cannot be undone."""
    from bbprops_cli.db.admin import facts, trash

    where = target()
    found = trash.listing(where)
    if not found:
        console.report("nothing to do: the trash is empty", changed=False)
        return
    if not dry_run:
        parts = [f"{piece.name}: {piece.rows:,} rows, {piece.locked} locked snapshots" for piece in found]
        rows, precious = sum(piece.rows for piece in found), any(piece.locked for piece in found)
        loss = confirmation.Loss(where, facts.status(where).environment, rows, parts, precious)
        confirmation.ask("Destroy this?", loss, yes=yes, confirm=confirm, allow_production=allow_production)
    trash.empty(where, [piece.name for piece in found], dry_run=dry_run)
    console.report(f"destroyed {', '.join(piece.name for piece in found)}{NOT_DONE * dry_run}")


app.command()(db_backup.backup)
app.command()(db_backup.restore)
app.command()(db_migrations.upgrade)
app.command()(db_migrations.downgrade)
app.command()(db_migrations.stamp)
app.command()(db_migrations.revision)
app.command()(db_prune.prune)
app.command()(db_roles.grants)
app.command()(db_server.ping)
app.command()(db_server.schema)
app.command()(db_server.shell)
app.command()(db_stats.stats)
