"""What an import takes off the board: lines that moved, and with --sync all props that the files no longer have.

Compares the board with the staging table `incoming`, before the import writes.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists.listing import Row
from bbprops_cli.queries.props.import_planning import analyse_staged, hash_joins
from bbprops_cli.rules.props.identity import game_key, line_group
from bbprops_cli.rules.props.prop import CONTENT, Prop

Extent = tuple[str, str, str, str]  # what a file covers: platform, league, and a period or a game
Deactivated = Counter[tuple[str, str]]  # number of props by platform and league

KEY = ("platform", "external_id")
SAME_KEY = " AND ".join(f"i.{name} = p.{name}" for name in KEY)
LINE_COLUMNS = ("platform", "market_type", "period", "variant")
# Only equality, so that PostgreSQL can use a hash join: it compares IS NOT DISTINCT FROM pair by pair.
SAME_LINE = (
    " AND ".join(f"i.{name} = p.{name}" for name in LINE_COLUMNS)
    # A stored id that a spreadsheet had damaged is none.
    + " AND coalesce(i.game_id, '') = CASE WHEN lower(p.game_id) LIKE '%e+%' THEN ''"
    " ELSE coalesce(p.game_id, '') END"
)
# Codes of a team differ, so that only the code of the opponent tells that two players share a name.
SAME_TEAM = (
    "(i.team IS NULL OR o.team IS NULL OR lower(i.team) = lower(o.team)"
    " OR (o.opponent IS NOT NULL AND lower(i.team) <> lower(o.opponent)))"
)
ABSENT = (
    f"SELECT p.id, {', '.join(f'p.{name}' for name in CONTENT)} FROM prop_markets p"
    f" WHERE p.snapshot_id IS NULL AND p.is_active AND NOT EXISTS (SELECT 1 FROM incoming i WHERE {SAME_KEY})"
)
_COLUMNS = tuple(column for name in CONTENT for column in PROPS.columns if column.name == name)


def extents(prop: Prop) -> tuple[Extent, Extent]:
    """The league and period, and the game, one of which the file of a provider covers as a whole."""
    return (prop.platform, prop.league, "period", prop.period), (prop.platform, prop.league, "game", game_key(prop))


def deactivate_moved(db: Db) -> Deactivated:
    """Deactivate board props whose player, market and game are in the files, but with other lines or other ids.

    A namesake who plays for the other team stays.
    """
    with hash_joins(db):
        candidates = db.rows(f"{ABSENT} AND EXISTS (SELECT 1 FROM incoming i WHERE {SAME_LINE})")
    if not candidates:
        return Counter()
    db.create_temp("outgoing", "SELECT id, line_group, team, opponent FROM incoming")
    keyed = ((identifier, line_group(prop), prop.team, prop.opponent) for identifier, prop in _stored(db, candidates))
    db.insert("outgoing", ("id", "line_group", "team", "opponent"), keyed)
    analyse_staged(db, "outgoing")
    return _deactivate(
        db,
        "SELECT o.id FROM outgoing o WHERE EXISTS"
        f" (SELECT 1 FROM incoming i WHERE i.line_group = o.line_group AND {SAME_TEAM})",
    )


def board_sizes(db: Db, platforms: Collection[str]) -> dict[tuple[str, str], int]:
    """The number of props that these platforms have on the board, by platform and league."""
    marks = ", ".join(["%s"] * len(platforms))
    rows = db.rows(
        "SELECT platform, league, count(*) FROM prop_markets"
        f" WHERE snapshot_id IS NULL AND is_active AND platform IN ({marks}) GROUP BY platform, league",
        tuple(platforms),
    )
    return {(platform, league): number for platform, league, number in rows}


def deactivate_uncovered(db: Db, covered: AbstractSet[Extent]) -> Deactivated:
    """Deactivate board props that the files cover, but no longer have."""
    platforms, leagues = sorted({extent[0] for extent in covered}), sorted({extent[1] for extent in covered})
    marks = [", ".join(["%s"] * len(names)) for names in (platforms, leagues)]
    within = "AND p.platform IN ({}) AND p.league IN ({})".format(*marks)
    with hash_joins(db):
        stored = db.rows(f"{ABSENT} {within}", (*platforms, *leagues))
    gone = ((identifier,) for identifier, prop in _stored(db, stored) if not covered.isdisjoint(extents(prop)))
    db.create_temp("uncovered", "SELECT id FROM incoming")
    db.insert("uncovered", ("id",), gone)
    analyse_staged(db, "uncovered")
    return _deactivate(db, "SELECT id FROM uncovered")


def _deactivate(db: Db, which: str) -> Deactivated:
    now = db.dialect.instant(db.now())
    statement = f"UPDATE prop_markets SET is_active = false, updated_at = %s WHERE id IN ({which})"
    return Counter(map(tuple, db.rows(f"{statement} RETURNING platform, league", (now,))))


def _stored(db: Db, rows: list[Row]) -> Iterator[tuple[str, Prop]]:
    """The id of each row of ABSENT, as the driver returns it, and its prop."""
    contents = db.dialect.typed((row[1:] for row in rows), _COLUMNS)
    return ((row[0], Prop(*content)) for row, content in zip(rows, contents, strict=True))
