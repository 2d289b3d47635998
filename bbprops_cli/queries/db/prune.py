"""Props that are history of the board, and of nothing else, and old."""

from datetime import datetime

from bbprops_cli.db.connection.database import Db

ByBoard = dict[tuple[str, str], int]  # platform and league
OLD = "snapshot_id IS NULL AND NOT is_active AND coalesce(game_date, updated_at) < %s"
# A leg names its prop in JSON: no key keeps that, so it is asked for. Each database gets the form that it can hash.
UNNAMED = {
    "postgresql": """ AND NOT EXISTS (
  SELECT FROM saved_slips, jsonb_array_elements(legs) AS leg
   WHERE replace(lower(leg ->> 'prop_id'), '-', '') = replace(prop_markets.id::text, '-', ''))""",
    "sqlite": """ AND id NOT IN (
  SELECT replace(lower(json_extract(leg.value, '$.prop_id')), '-', '') FROM saved_slips, json_each(legs) AS leg
   WHERE leg.type = 'object' AND json_extract(leg.value, '$.prop_id') IS NOT NULL)""",
}


def count(db: Db, before: datetime) -> ByBoard:
    """How many there are whose game, or without one whose last change, lies before that moment."""
    rows = db.rows(
        f"SELECT platform, league, count(*) FROM prop_markets WHERE {OLD}{UNNAMED[db.dialect.name]}"
        " GROUP BY platform, league ORDER BY platform, league",
        (db.dialect.instant(before),),
    )
    return {(platform, league): number for platform, league, number in rows}


def delete(db: Db, before: datetime) -> int:
    """Delete them; says how many they were."""
    statement = f"DELETE FROM prop_markets WHERE {OLD}{UNNAMED[db.dialect.name]}"
    return db.run(statement, (db.dialect.instant(before),))
