"""How commands of `db` report that tables moved to the trash, or that the revision changed."""

from typing import TYPE_CHECKING

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.output import console

if TYPE_CHECKING:
    from bbprops_cli.db.admin.trash import Moved
    from bbprops_cli.tasks.db.migrate import Change


def moved(verb: str, what: str, done: "Moved", write: Write) -> None:
    """Report a reset, an undo or a restore; warn of dependents of the tables in the trash."""
    for dependent in done.dependents:
        console.warn(f"{dependent} still refers to the tables in {done.trash}")
    write.report(
        verb,
        f"{what} at revision {done.revision}, moving the former tables to the trash as {done.trash};"
        " to undo that: bbprops db reset --undo",
    )


def migrated(verb: str, what: str, change: "Change", write: Write, *, label: str = "") -> None:
    """Report the revisions before and after, and the missing environment label of a new database."""
    if not change.changed:
        write.unchanged(f"the database is at revision {change.after or 'base'}")
        return
    write.report(verb, f"{what} from {change.before or 'base'} to {change.after or 'base'}")
    if not (change.before or label or write.dry_run):
        console.note(
            "the database has no environment label, so it counts as production; to set one: bbprops db environment"
        )
