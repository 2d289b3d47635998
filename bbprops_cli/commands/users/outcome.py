"""How `users create` and `users update` report a written user."""

from typing import TYPE_CHECKING

from bbprops_cli.commands.shared.options import Output, Write

if TYPE_CHECKING:
    from bbprops_cli.queries.users.changes import Outcome


def show(done: "Outcome", output: Output) -> None:
    """Show the user as stored."""
    from bbprops_cli.output import formats
    from bbprops_cli.queries.users.changes import SUMMARY

    formats.show([[getattr(done.user, column.name) for column in SUMMARY]], SUMMARY, fmt=output.fmt)


def report(done: "Outcome", write: Write, *, verb: str = "") -> None:
    """Print what the write did, with the columns that it changed."""
    if done.did in _UNCHANGED:
        write.unchanged(f"{done.user.email} {_UNCHANGED[done.did]}")
        return
    from bbprops_cli.commands.shared.changes import described

    write.report(
        verb or _VERBS[done.did], f"{done.user.email}: {described(done.changed)}" if done.changed else done.user.email
    )


_UNCHANGED = {"skipped": "already exists", "unchanged": "already has these values"}
_VERBS = {"created": "create", "updated": "update"}
