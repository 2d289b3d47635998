"""Figures by group, for the `stats` of every noun."""

from collections.abc import Sequence
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.errors import UsageError
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request, Row
from bbprops_cli.queries.lists.writer import quoted

COUNT = Column("number", "int", "Number of rows", 1)
MONTH = Column("month", "text", "Month, in UTC", 1, nullable=True)


class Part(NamedTuple):
    """Something to group by or to compute: its column, and its SQL, which holds no data."""

    column: Column
    sql: str


NUMBER = Part(COUNT, "count(*)")


def by_column(column: Column) -> Part:
    """Group by the values of a column; raises UsageError for one that holds JSON."""
    require_plain(column)
    return Part(column._replace(rank=1), quoted(column))


def require_plain(column: Column) -> None:
    """Raise UsageError for a column that holds JSON, and for a path into one."""
    if column.type in {"json", "value"}:
        raise UsageError(f"--by: {column.name} holds JSON", hint="Name columns with plain values.")


def by_month(dialect: Dialect, name: str) -> Part:
    """Group by the month of an instant, such as 2025-10."""
    return Part(MONTH, dialect.month(f'"{name}"'))


def mean(name: str, help_text: str, digits: int = 6) -> Part:
    """The mean of a column, rounded because each database adds numbers in its own order."""
    return Part(
        Column(f"mean_{name}", "float", help_text, 1, nullable=True),
        f'CAST(round(CAST(avg("{name}") AS numeric), {digits}) AS double precision)',
    )


def total(name: str, help_text: str, digits: int = 6) -> Part:
    """The sum of a column, rounded as `mean` is; null where no row has a value."""
    return Part(
        Column(f"total_{name}", "float", help_text, 1, nullable=True),
        f'CAST(round(CAST(sum("{name}") AS numeric), {digits}) AS double precision)',
    )


def figures(db: Db, request: Request, by: Sequence[Part], computed: Sequence[Part]) -> list[Row]:
    """One row per group: the values to group by, then the computed ones; in the order of the former, nulls last."""
    where, parameters = listing.where_clause(request, db.dialect)
    terms = ", ".join(part.sql for part in (*by, *computed))
    places = [str(place) for place, _ in enumerate(by, 1)]
    grouping = f" GROUP BY {', '.join(places)} ORDER BY {', '.join(f'{p} NULLS LAST' for p in places)}" if by else ""
    rows = db.rows(f"SELECT {terms} FROM {request.noun.table}{where}{grouping}", parameters)
    return list(db.dialect.typed(rows, [part.column for part in (*by, *computed)]))
