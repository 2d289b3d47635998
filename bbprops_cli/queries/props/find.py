"""Props as lists ask for them; on the driver's connection, inside the caller's transaction."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.condition import containing
from bbprops_cli.queries.lists.listing import Filter, Request

Activity = Literal["active", "inactive", "all"]
# Literals, so that the partial indexes of the board serve.
ACTIVITY = {"active": " AND is_active", "inactive": " AND NOT is_active", "all": ""}
BOARD = "snapshot_id IS NULL AND is_active"


class Place(NamedTuple):
    """Where to look: the board and its history, or one snapshot."""

    scope: str
    filters: tuple[Filter, ...]


def place(db: Db, snapshot: str, activity: Activity) -> Place:
    """The board, or the snapshot of that name or id, with its active props, the others, or all; raises NotFound."""
    if not snapshot:
        return Place(f"snapshot_id IS NULL{ACTIVITY[activity]}", ())
    identifier = references.resolve(db, SNAPSHOTS, snapshot)
    return Place(f"snapshot_id IS NOT NULL{ACTIVITY[activity]}", (Filter("snapshot_id", "=", identifier),))


class Choice(NamedTuple):
    """What the named options of a list ask for; empty asks for everything."""

    leagues: list[str]
    season: str
    week: int | None
    platforms: list[str]
    player: str
    team: str
    markets: list[str]

    @property
    def asks(self) -> bool:
        """Whether any option was given."""
        return any(value not in ("", None, []) for value in self)


def find(db: Db, choice: Choice, *, snapshot: str, activity: Activity, note: Callable[[str], None]) -> Request:
    """The request for a list; `--week` without a season means the newest on the board, and `note` hears of others."""
    scope, filters = place(db, snapshot, activity)
    season: str | None = choice.season
    if choice.week is not None and not season and not snapshot:
        newest = seasons(db, choice.leagues)
        season = newest.newest
        if newest.has_older:
            note(f"season {season}; the board holds older ones, --season shows them")
    return Request(
        PROPS,
        scope,
        filters
        + listing.filters(
            league=choice.leagues,
            season=season,
            week=choice.week,
            platform=choice.platforms,
            team=choice.team.upper(),
            market_type=choice.markets,
        )
        + ((Filter("player_name", "like", containing(choice.player)),) if choice.player else ()),
    )


class Seasons(NamedTuple):
    """The newest season on the board, and whether it holds older ones too."""

    newest: str | None
    has_older: bool


def seasons(db: Db, leagues: list[str]) -> Seasons:
    """The newest season on the board among these leagues, or among all of them; two or three index look-ups."""
    if not leagues:
        leagues = [league for (league,) in db.rows(_LEAGUES)]
    newest: list[str] = []
    has_older = False
    for league in leagues:
        ((found, older),) = db.rows(_SEASONS, (league, league))
        newest += [found] if found else []
        has_older = has_older or older is not None
    return Seasons(max(newest, default=None), has_older or len(set(newest)) > 1)


# DISTINCT would read the whole board; this hops from one league to the next.
_LEAGUES = f"""
WITH RECURSIVE found (league) AS (
    SELECT min(league) FROM prop_markets WHERE {BOARD}
    UNION ALL
    SELECT (SELECT min(league) FROM prop_markets WHERE {BOARD} AND league > found.league)
    FROM found WHERE found.league IS NOT NULL
)
SELECT league FROM found WHERE league IS NOT NULL
"""
_SEASONS = f"""
WITH newest (season) AS (SELECT max(season) FROM prop_markets WHERE {BOARD} AND league = %s)
SELECT season, (SELECT max(p.season) FROM prop_markets p
                WHERE p.snapshot_id IS NULL AND p.is_active AND p.league = %s AND p.season < newest.season)
FROM newest
"""


def one(db: Db, reference: str) -> Request:
    """The request for a single prop, wherever it is; raises NotFound or Ambiguous."""
    identifier = references.resolve(db, PROPS, reference)
    return Request(PROPS, "", (Filter("id", "=", identifier),))
