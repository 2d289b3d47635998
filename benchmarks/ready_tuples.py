"""The floor of an import into SQLite: clean rows, as they are, by one `executemany`. Arguments: database, CSV file."""

import csv
import sqlite3
import sys


def main(database: str, file: str) -> None:
    """Add the rows of the file in one transaction."""
    with open(file, newline="") as lines:  # noqa: PTH123 - pathlib would count against the floor
        rows = [
            (row[0].replace("-", ""), row[1].replace("-", ""), *[cell or None for cell in row[2:]])
            for row in csv.reader(lines)
        ]
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA cache_size = -262144")
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(prop_markets)")]
    names = [name for name in columns if name not in {"created_at", "updated_at"}]
    marks = ", ".join("?" * len(names))
    with connection:
        connection.executemany(f"INSERT INTO prop_markets ({', '.join(names)}) VALUES ({marks})", rows)


main(*sys.argv[1:])
