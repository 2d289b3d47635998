"""Erase the personal data of a user."""

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import records
from bbprops_cli.rules.users.personal_data import erased


def is_erased(user: records.Held) -> bool:
    """True if the user was erased before, so that no column identifies a person."""
    return user.names == tuple(erased(each)["email"] for each in user.identifiers)


def erase(db: Db, expected: records.Held, *, with_data: bool) -> None:
    """Replace the personal data of a user, and delete experiments and slips if wanted.

    Raises Conflict when the user or the dependents have changed since `expected` was read.
    """
    records.take(db, expected)
    (identifier,) = expected.identifiers
    values = {**erased(identifier), "updated_at": db.dialect.instant(db.now())}
    assignments = ", ".join(f"{name} = %s" for name in values)
    db.run(f"UPDATE users SET {assignments} WHERE id = %s", (*values.values(), db.id(identifier)))
    if with_data:
        records.delete_dependents(db, expected)
