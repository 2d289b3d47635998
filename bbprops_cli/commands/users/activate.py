"""`users activate` and `users deactivate`, which set one column to opposite values."""

from collections.abc import Collection

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared.options import Destructive, Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import Users


@spread
def activate(user: Users, write: Write) -> None:
    """Let users log in again.

    Examples:
      bbprops users activate ana@demo.invalid  # after an unpaid bill is settled
      bbprops users activate ana_demo ben_demo --dry-run  # which of two users would change
    """
    _set_active(user, "activate", write, active=True)


@spread
def deactivate(user: Users, write: Destructive) -> None:
    """Keep users from logging in; their experiments and slips stay.

    Examples:
      bbprops users deactivate ben@demo.invalid --yes  # without the question
      bbprops users deactivate ana_demo ben_demo --dry-run  # which of two users would change
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.tasks import removal

    where, environment, held = removal.find(USERS, user)
    parts = [f"{name} can no longer log in" for name in held.names]
    write.ask(f"Deactivate {', '.join(held.names)}?", Loss(where, environment, len(held.identifiers), parts))
    _set_active(held.identifiers, "deactivate", write, active=False)


def _set_active(references: Collection[str], verb: str, write: Write, *, active: bool) -> None:
    from bbprops_cli.tasks.users import change

    changed = change.set_active(references, active=active, dry_run=write.dry_run)
    if changed:
        write.report(verb, ", ".join(changed))
    else:
        write.unchanged(f"already {verb}d")
