"""The names of players, as they are stored."""

from bbprops_cli.db.connection.database import Db

# DISTINCT would read the whole table; this hops along the index from one name to the next.
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
    """Every name of the board, its history and all snapshots, by code point; a step of the index a name."""
    return [name for (name,) in db.rows(_NAMES)]
