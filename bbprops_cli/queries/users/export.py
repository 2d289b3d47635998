"""All data of one user."""

from collections.abc import Iterator

from bbprops_cli.catalog import USERS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import records
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row

# The name of a noun, the columns of its rows, and the rows.
Part = tuple[str, tuple[Column, ...], Iterator[Row]]


def document(db: Db, reference: str) -> tuple[Row, Iterator[Part]]:
    """The account in the order of the columns of USERS, and the experiments and slips of the user, oldest first.

    Raises NotFound or Ambiguous.
    """
    pairs = records.describe(db, USERS, reference)
    values = {column.name: value for column, value in pairs}
    return tuple(values.values()), _dependents(db, str(values["id"]))


def _dependents(db: Db, identifier: str) -> Iterator[Part]:
    for each in records.DEPENDENTS[USERS.name]:
        request = Request(each.noun, "", (Filter(each.column, "=", identifier),), sort="id")
        page = listing.open_page(db, request)
        yield each.noun.name, page.columns, iter(page)
