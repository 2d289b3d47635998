"""Old inactive props of the board that no snapshot and no slip refers to."""

from datetime import datetime

from bbprops_cli.db.connection.database import Db

ByBoard = dict[tuple[str, str], int]  # key: platform and league
OLD = "snapshot_id IS NULL AND NOT is_active AND coalesce(game_date, updated_at) < %s"
# A leg refers to its prop in JSON, without a foreign key. Each dialect gets the form that it runs as a hash join.
UNREFERENCED = {
    "postgresql": """ AND NOT EXISTS (
  SELECT FROM saved_slips, jsonb_array_elements(legs) AS leg
   WHERE replace(lower(leg ->> 'prop_id'), '-', '') = replace(prop_markets.id::text, '-', ''))""",
    "sqlite": """ AND id NOT IN (
  SELECT replace(lower(json_extract(leg.value, '$.prop_id')), '-', '') FROM saved_slips, json_each(legs) AS leg
   WHERE leg.type = 'object' AND json_extract(leg.value, '$.prop_id') IS NOT NULL)""",
}


def count(db: Db, before: datetime) -> ByBoard:
    """Number of such props whose game, or without a game whose last change, was before a time, by board."""
    rows = db.rows(
        f"SELECT platform, league, count(*) FROM prop_markets WHERE {OLD}{UNREFERENCED[db.dialect.name]}"
        " GROUP BY platform, league ORDER BY platform, league",
        (db.dialect.instant(before),),
    )
    return {(platform, league): number for platform, league, number in rows}


def delete(db: Db, before: datetime) -> int:
    """Delete the props that `count` counts; how many were deleted."""
    statement = f"DELETE FROM prop_markets WHERE {OLD}{UNREFERENCED[db.dialect.name]}"
    return db.run(statement, (db.dialect.instant(before),))
