"""Options of several commands of `users`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bbprops_cli.commands.shared.options import Where
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.db.connection.database import Db
    from bbprops_cli.queries.lists.listing import Request

Tier = StrEnum("Tier", ["free", "pro", "enterprise"])  # Typer takes lists of enumerations, not of literals
Status = StrEnum("Status", ["active", "cancelled", "past_due", "trialing"])
Text = str | None

User = Annotated[
    str, typer.Argument(metavar="USER", help="Email address, username, id, or the last six characters of the id.")
]
Users = Annotated[
    list[str],
    typer.Argument(metavar="USER...", help="Email addresses, usernames, ids, or the last six characters of ids."),
]


@dataclass(repr=False, eq=False)
class UserFilter:
    """The filter options for users."""

    tier: Annotated[
        list[Tier] | None,
        typer.Option(case_sensitive=False, help="Subscription tier; may be given more than once."),
    ] = None
    status: Annotated[
        list[Status] | None,
        typer.Option(case_sensitive=False, help="Subscription status; may be given more than once."),
    ] = None
    active: Annotated[
        bool | None,
        typer.Option(
            "--active/--inactive", help="Only users who can log in, or only users who cannot.", show_default=False
        ),
    ] = None
    expiring: Annotated[
        int | None,
        typer.Option(
            "--expiring-within",
            metavar="DAYS",
            min=0,
            max=36_500,
            help="Only users whose subscription ends today or within this many days.",
            show_default=False,
        ),
    ] = None
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="Part of the email address, username or name.", show_default=False)
    ] = ""
    where: Where = ""

    def request(self, db: "Db") -> "Request":
        """The request for these users."""
        from bbprops_cli.queries.users import find as users

        choice = users.Choice(tuple(self.tier or ()), tuple(self.status or ()), self.active, self.expiring, self.search)
        return users.find(db, choice)._replace(where=self.where)


@dataclass(repr=False, eq=False)
class Account:
    """Options for the columns of a user, except the email address."""

    clerk_id: Annotated[Text, typer.Option(help="Id at Clerk, such as user_2abc.", show_default=False)] = None
    supabase_id: Annotated[Text, typer.Option(help="Id at Supabase, a UUID.", show_default=False)] = None
    username: Annotated[Text, typer.Option(help="Name on the platform.", show_default=False)] = None
    full_name: Annotated[Text, typer.Option(help="Full name.", show_default=False)] = None
    tier: Annotated[Tier | None, typer.Option(case_sensitive=False, help="Subscription tier.", show_default=False)] = (
        None
    )
    status: Annotated[
        Status | None, typer.Option(case_sensitive=False, help="Subscription status.", show_default=False)
    ] = None
    expires: Annotated[
        Text,
        typer.Option(
            metavar="WHEN",
            help="When the subscription ends: 2026-01-31; +30d counts from its present end.",
            show_default=False,
        ),
    ] = None
    verified: Annotated[
        bool | None,
        typer.Option("--verified/--unverified", help="Whether the email address is confirmed.", show_default=False),
    ] = None
    metadata: Annotated[
        Text, typer.Option(metavar="JSON", help="Anything else, as a JSON object.", show_default=False)
    ] = None

    def new_values(self, email: str) -> dict[str, Any]:
        """The columns of a new user, by name; raises UsageError without an id at Clerk or Supabase."""
        if not self.clerk_id and not self.supabase_id:
            raise UsageError("a user needs an id at Clerk or Supabase", hint="pass --clerk-id or --supabase-id")
        return self._values(email)

    def changes(self, email: Text, clear: list[str]) -> dict[str, Any]:
        """The columns to change, by name; raises UsageError when there are none, or for one that cannot be emptied."""
        from bbprops_cli.queries.users.changes import CLEARABLE
        from bbprops_cli.rules.values.clearing import cleared

        changes = cleared(clear, CLEARABLE) | self._values(email)
        if not changes:
            raise UsageError("nothing to update", hint="pass at least one of --tier, --email, --clear COLUMN, …")
        return changes

    def _values(self, email: Text) -> dict[str, Any]:
        """The given columns, by name; raises UsageError for a value that is not a time or a JSON object."""
        from bbprops_cli.rules.values.json_document import object_in
        from bbprops_cli.rules.values.typed_time import extension, parse_instant
        from bbprops_cli.tasks.reader_time import for_reader

        given: dict[str, Any] = {"email": email, "clerk_user_id": self.clerk_id, "supabase_user_id": self.supabase_id}
        given |= {"username": self.username, "full_name": self.full_name, "is_verified": self.verified}
        given |= {
            "subscription_tier": self.tier and self.tier.value,
            "subscription_status": self.status and self.status.value,
            "subscription_expires_at": None
            if self.expires is None
            else extension(self.expires) or parse_instant(self.expires, for_reader(), option="--expires"),
            "user_metadata": None if self.metadata is None else object_in(self.metadata, "--metadata"),
        }
        return {name: value for name, value in given.items() if value is not None}
