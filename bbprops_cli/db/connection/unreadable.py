"""Times that PostgreSQL can store and Python cannot hold: those before the year 1 and after 9999."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from bbprops_cli.catalog import NOUNS
from bbprops_cli.errors import InvalidInput

if TYPE_CHECKING:
    from bbprops_cli.db.connection.driver import Cursor

_OUT_OF_RANGE = r"year -?\d+ is out of range"  # a ValueError of psycopg2
_FIND = """
SELECT id::text, {column}::text FROM {table}
 WHERE ({column} >= '10000-01-01 00:00+00' AND {column} < 'infinity')
    OR ({column} < '0001-01-01 00:00+00' AND {column} > '-infinity') ORDER BY id LIMIT 1
"""


def is_unreadable_time(error: BaseException) -> bool:
    """True if the driver met a time that Python cannot hold."""
    return type(error) is ValueError and re.fullmatch(_OUT_OF_RANGE, str(error)) is not None


def unreadable_time(error: ValueError, cursor: "Cursor | None" = None, sql: str = "") -> Exception:
    """The error for a time that Python cannot hold, with the row of the query that has it; other errors as they are.

    Without a cursor, and for a query whose tables are not found in its text, the row is not named.
    """
    if not is_unreadable_time(error):
        return error
    if cursor and (named := _row(cursor, sql)):
        return named
    return InvalidInput(
        f"a time in the database is outside the years 1 to 9999: {error}",
        hint="Correct the row with SQL; a list of its table names it.",
    )


def _row(cursor: "Cursor", sql: str) -> InvalidInput | None:
    for noun in NOUNS:
        for column in noun.columns:
            if column.type != "instant" or noun.table not in sql:
                continue
            with suppress(Exception):  # a role that may not read the column
                cursor.execute(_FIND.format(column=column.name, table=noun.table))
                for identifier, value in cursor.fetchall():
                    return InvalidInput(
                        f"{column.name} of {identifier} in {noun.table} is {value}: outside the years 1 to 9999",
                        hint=f"Correct the row with SQL: UPDATE {noun.table} SET {column.name} = …"
                        f" WHERE id = '{identifier}'",
                    )
    return None
