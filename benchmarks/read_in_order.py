"""The floor of a digest: the same columns in the same order by a named cursor. Arguments: URL, snapshot, columns."""

import sys

import psycopg2


def main(url: str, snapshot: str, columns: str) -> None:
    """Read every row and do nothing with it."""
    with psycopg2.connect(url) as connection, connection.cursor("floor") as cursor:
        cursor.execute(f"SELECT {columns} FROM prop_markets WHERE snapshot_id = %s ORDER BY id", (snapshot,))
        for _ in cursor:
            pass


main(*sys.argv[1:])
