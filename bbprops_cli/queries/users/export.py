"""What is held on one person: read, and erased; on the driver's connection."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bbprops_cli.catalog import USERS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import records
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.rules.users.personal_data import erased


def theirs(db: Db, identifier: str) -> Iterator[tuple[str, tuple[Column, ...], Iterator[Row]]]:
    """By noun all rows of a user, the oldest first."""
    for each in records.HANGING[USERS.name]:
        request = Request(each.noun, "", (Filter(each.column, "=", identifier),), sort="id")
        page = listing.open_page(db, request)
        yield each.noun.name, page.columns, iter(page)


def document(db: Db, reference: str) -> tuple[Row, Iterator[tuple[str, tuple[Column, ...], Iterator[Row]]]]:
    """The account in the order of the columns of USERS, and all other rows of the user by noun, oldest first.

    Raises NotFound or Ambiguous.
    """
    pairs = records.describe(db, USERS, reference)
    values = {column.name: value for column, value in pairs}
    return tuple(values.values()), theirs(db, str(values["id"]))


def is_erased(held: records.Held) -> bool:
    """Whether nothing names the person any more."""
    return held.names == tuple(erased(each)["email"] for each in held.identifiers)


def erase(db: Db, expected: records.Held, *, with_data: bool) -> None:
    """Forget who a user is and, if wanted, all that is theirs; Conflict when that is not what was expected any more."""
    records.take(db, expected)
    (identifier,) = expected.identifiers
    values = {**erased(identifier), "updated_at": db.dialect.instant(datetime.now(UTC))}
    assignments = ", ".join(f"{name} = %s" for name in values)
    db.run(f"UPDATE users SET {assignments} WHERE id = %s", (*values.values(), db.id(identifier)))
    if with_data:
        records.delete_hanging(db, expected)
