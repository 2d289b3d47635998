"""Names of players as they are stored."""

from bbprops_cli.db.connection.database import Db

# DISTINCT reads the whole table; this takes one index look-up per name.
_NAMES = """
WITH RECURSIVE found (name) AS (
    SELECT min(player_name) FROM prop_markets
    UNION ALL
    SELECT (SELECT min(player_name) FROM prop_markets WHERE player_name > found.name)
    FROM found WHERE found.name IS NOT NULL
)
SELECT name FROM found WHERE name IS NOT NULL
"""


def everyone(db: Db) -> list[str]:
    """All names on the board, in its history and in all snapshots, ordered by code point."""
    return [name for (name,) in db.rows(_NAMES)]
