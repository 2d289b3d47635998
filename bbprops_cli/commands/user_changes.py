"""`users create`, `update`, `activate` and `deactivate`."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import typer

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.options import AsFormat, Confirm, Cron, DryRun, Yes
from bbprops_cli.commands.user_views import Status, Tier
from bbprops_cli.errors import UsageError
from bbprops_cli.invocation import current
from bbprops_cli.output import console, formats

Text = str | None
Who = Annotated[str, typer.Argument(metavar="WHO", help="E-mail, username, id or the end of the id.")]
Several = Annotated[list[str], typer.Argument(metavar="WHO...", help="E-mails, usernames, ids or the ends of ids.")]
ClerkId = Annotated[Text, typer.Option("--clerk-id", help="Id at Clerk, such as user_2abc.", show_default=False)]
SupabaseId = Annotated[Text, typer.Option("--supabase-id", help="Id at Supabase, a UUID.", show_default=False)]
Username = Annotated[Text, typer.Option(help="Name on the platform.", show_default=False)]
FullName = Annotated[Text, typer.Option(help="Name.", show_default=False)]
ItsTier = Annotated[Tier | None, typer.Option("--tier", case_sensitive=False, help="Subscription.", show_default=False)]
ItsStatus = Annotated[
    Status | None, typer.Option("--status", case_sensitive=False, help="State of it.", show_default=False)
]
Expires = Annotated[
    Text, typer.Option(metavar="WHEN", help="When the subscription ends: 2026-01-31, +30d.", show_default=False)
]
Verified = Annotated[
    bool | None, typer.Option("--verified/--unverified", help="Whether the address is confirmed.", show_default=False)
]
Metadata = Annotated[Text, typer.Option(metavar="JSON", help="Anything else, an object.", show_default=False)]
IfExists = Annotated[
    Literal["error", "skip", "update"],
    typer.Option(help="What to do about one of the same e-mail, Clerk or Supabase id."),
]


def create(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address; stored in lower case.")],
    clerk_id: ClerkId = None,
    supabase_id: SupabaseId = None,
    username: Username = None,
    full_name: FullName = None,
    tier: ItsTier = None,
    status: ItsStatus = None,
    expires: Expires = None,
    verified: Verified = None,
    metadata: Metadata = None,
    if_exists: IfExists = "error",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
    output: AsFormat = None,
) -> None:
    """Create a user, whom Clerk or Supabase knows."""
    from bbprops_cli.db.connection.session import session
    from bbprops_cli.queries.users import changes as user_changes

    if not clerk_id and not supabase_id:
        raise UsageError("A user is known to Clerk or to Supabase.", hint="Add --clerk-id or --supabase-id.")
    values = _values(email, clerk_id, supabase_id, username, full_name, tier, status, expires, verified, metadata)
    with session(dry_run=dry_run) as work:
        done = user_changes.create(work, values, if_exists)
        work.expunge(done.user)  # what is shown is what was stored, also by a dry run
    if not current().cron:
        made = user_changes.MADE
        formats.show([[getattr(done.user, column.name) for column in made]], made, fmt=output)
    _report(done, dry_run=dry_run)


def _values(
    email: Text,
    clerk_id: Text,
    supabase_id: Text,
    username: Text,
    full_name: Text,
    tier: Tier | None,
    status: Status | None,
    expires: Text,
    verified: bool | None,
    metadata: Text,
) -> dict[str, Any]:
    """The columns that were given."""
    from bbprops_cli.rules.values.json_document import object_in
    from bbprops_cli.rules.values.typed_time import parse_instant

    given: dict[str, Any] = {"email": email, "clerk_user_id": clerk_id, "supabase_user_id": supabase_id}
    given |= {"username": username, "full_name": full_name, "is_verified": verified}
    given |= {"subscription_tier": tier and tier.value, "subscription_status": status and status.value}
    given |= {"subscription_expires_at": None if expires is None else parse_instant(expires, datetime.now(UTC))}
    given |= {"user_metadata": None if metadata is None else object_in(metadata, "--metadata")}
    return {name: value for name, value in given.items() if value is not None}


def _report(done: Any, *, dry_run: bool) -> None:
    if done.word in {"skipped", "unchanged"}:
        state = "exists already" if done.word == "skipped" else "is so already"
        console.report(f"nothing to do: {done.user.email} {state}", changed=False)
        return
    said = f"{done.word} {': '.join([done.user.email, *([', '.join(done.changed)] if done.changed else [])])}"
    console.report(f"{'would have ' if dry_run else ''}{said}", changed=not dry_run)


def update(
    user: Who,
    email: Annotated[Text, typer.Option(help="Another address.", show_default=False)] = None,
    clerk_id: ClerkId = None,
    supabase_id: SupabaseId = None,
    username: Username = None,
    full_name: FullName = None,
    tier: ItsTier = None,
    status: ItsStatus = None,
    expires: Expires = None,
    verified: Verified = None,
    metadata: Metadata = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            "--clear", metavar="COLUMN", help="Empty a column, such as username; may be given more than once."
        ),
    ] = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Change a user; --metadata replaces all of it."""
    from bbprops_cli.queries.users import changes as user_changes
    from bbprops_cli.rules.values.clearing import cleared

    values = cleared(clear or [], user_changes.EMPTY)
    values |= _values(email, clerk_id, supabase_id, username, full_name, tier, status, expires, verified, metadata)
    if not values:
        raise UsageError("Nothing says what to change.", hint="Add --tier pro, or --clear username.")
    (done,) = _change([user], values, dry_run=dry_run)
    _report(done, dry_run=dry_run)


def _change(references: list[str], values: dict[str, Any], *, dry_run: bool) -> list[Any]:
    """Change these users, each once, in one transaction."""
    from bbprops_cli.db.connection.connect import target
    from bbprops_cli.db.connection.session import driver_connection, session
    from bbprops_cli.queries.references import resolve
    from bbprops_cli.queries.users import changes as user_changes

    where = target()
    with session(where, dry_run=dry_run) as work:
        connection = driver_connection(work)
        meant = sorted({resolve(connection, where.kind, USERS, each) for each in references})
        done = [user_changes.update(work, identifier, values) for identifier in meant]
        for each in done:
            work.expunge(each.user)
        work.touch(())  # the rows say it
    return done


def activate(
    user: Several,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Let people log in again."""
    _set_active(user, "activated", active=True, dry_run=dry_run)


def deactivate(
    user: Several,
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Bar people from the platform; what they made stays."""
    from bbprops_cli.commands.shared import confirmation, records

    where, mark, held = records.held(USERS, user)
    if not dry_run:
        loss = confirmation.Loss(
            where, mark, len(held.identifiers), [f"{name} can log in no more" for name in held.names]
        )
        confirmation.ask(f"Deactivate {', '.join(held.names)}?", loss, yes=yes, confirm=confirm, allow_production=True)
    _set_active(list(held.identifiers), "deactivated", active=False, dry_run=dry_run)


def _set_active(references: list[str], word: str, *, active: bool, dry_run: bool) -> None:
    done = _change(references, {"is_active": active}, dry_run=dry_run)
    changed = ", ".join(each.user.email for each in done if each.changed)
    said = f"{'would have ' if dry_run else ''}{word} {changed}" if changed else f"nothing to do: {word} already"
    console.report(said, changed=bool(changed) and not dry_run)
