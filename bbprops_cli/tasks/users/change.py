"""Create and change users, each call in one transaction; what is returned is as stored, after a dry run too."""

from collections.abc import Collection, Mapping
from typing import Any

from bbprops_cli.catalog import USERS
from bbprops_cli.queries.users import changes
from bbprops_cli.queries.users.changes import IfExists, Outcome


def create(values: Mapping[str, Any], if_exists: IfExists, *, dry_run: bool) -> Outcome:
    """Create a user; raises Conflict or InvalidInput as `changes.create` does."""
    from bbprops_cli.db.connection.session import session

    with session(dry_run=dry_run) as work:
        done = changes.create(work, values, if_exists)
        work.expunge(done.user)
    return done


def update(references: Collection[str], values: Mapping[str, Any], *, dry_run: bool) -> list[Outcome]:
    """Change the users that these references name, each once and in the order of their ids."""
    from bbprops_cli.db.connection.session import driver_db, session
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries.references import resolve

    where = target()
    with session(where, dry_run=dry_run) as work:
        db = driver_db(work)
        identifiers = sorted({resolve(db, USERS, each) for each in references})
        done = [changes.update(work, identifier, values) for identifier in identifiers]
        for each in done:
            work.expunge(each.user)
        work.touch(())  # the changed rows name their cache tags
    return done


def set_active(references: Collection[str], *, active: bool, dry_run: bool) -> list[str]:
    """Let users log in or keep them from it; the email addresses of those for whom that is a change."""
    done = update(references, {"is_active": active}, dry_run=dry_run)
    return [each.user.email for each in done if each.changed]
