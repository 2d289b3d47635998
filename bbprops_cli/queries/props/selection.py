"""Which props are meant: those of the board, of its history, or of a snapshot, narrowed by filters."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request
from bbprops_cli.queries.lists.values import containing

Activity = Literal["active", "inactive", "all"]
# Literals instead of parameters, so that the database can use the partial indexes of the board.
ACTIVITY = {"active": " AND is_active", "inactive": " AND NOT is_active", "all": ""}
BOARD = "snapshot_id IS NULL AND is_active"


class PropChoice(NamedTuple):
    """Which props are meant; a field with its default value does not narrow the choice."""

    leagues: tuple[str, ...] = ()
    season: str = ""
    week: int | None = None
    platforms: tuple[str, ...] = ()
    player: str = ""  # a part of the name
    team: str = ""
    markets: tuple[str, ...] = ()
    where: str = ""
    game_id: str = ""
    snapshot: str = ""  # its name or id; the board and its history without one
    activity: Activity = "active"

    @property
    def narrows(self) -> bool:
        """True if it has a filter or names a snapshot, so that it does not mean the whole board."""
        return self._replace(activity="active") != PropChoice()


def request(db: Db, choice: PropChoice, *, note: Callable[[str], None] | None = None) -> Request:
    """The request for these props; raises NotFound for an unknown snapshot.

    A week without a season is that of the newest season on the board; `note` hears of older ones.
    """
    scope, filters = _place(db, choice.snapshot, choice.activity)
    season: str | None = choice.season
    if choice.week is not None and not season and not choice.snapshot:
        newest = seasons(db, choice.leagues)
        season = newest.newest
        if newest.has_older and note:
            note(f"season {season}; the board also has older seasons, --season shows them")
    filters += listing.filters(
        league=choice.leagues,
        season=season,
        week=choice.week,
        platform=choice.platforms,
        team=choice.team.upper(),
        market_type=choice.markets,
    )
    if choice.player:
        filters += (Filter("player_name", "like", containing(choice.player)),)
    filters += listing.filters(game_id=choice.game_id)
    return Request(PROPS, scope, filters, where=choice.where)


def _place(db: Db, snapshot: str, activity: Activity) -> tuple[str, tuple[Filter, ...]]:
    """Scope and filters of the board and its history, or of one snapshot; raises NotFound."""
    if not snapshot:
        return f"snapshot_id IS NULL{ACTIVITY[activity]}", ()
    from bbprops_cli.queries import references  # most lists name no row, and start without it

    identifier = references.resolve(db, SNAPSHOTS, snapshot)
    return f"snapshot_id IS NOT NULL{ACTIVITY[activity]}", (Filter("snapshot_id", "=", identifier),)


def several(db: Db, given: Iterable[str]) -> Request:
    """The request for single props, on the board or in any snapshot; raises NotFound or Ambiguous."""
    from bbprops_cli.queries import references

    identifiers = [references.resolve(db, PROPS, each) for each in given]
    return Request(PROPS, "", (Filter("id", "in", identifiers),))


class Seasons(NamedTuple):
    """The newest season on the board, and whether the board also has older ones."""

    newest: str | None
    has_older: bool


def seasons(db: Db, leagues: Sequence[str]) -> Seasons:
    """The newest season on the board among these leagues, or among all of them; two or three index look-ups each."""
    newest: list[str] = []
    has_older = False
    for league in leagues or leagues_on_board(db):
        ((found, older),) = db.rows(_SEASONS, (league, league))
        newest += [found] if found else []
        has_older = has_older or older is not None
    return Seasons(max(newest, default=None), has_older or len(set(newest)) > 1)


def leagues_on_board(db: Db) -> list[str]:
    """The leagues that have props on the board."""
    return [league for (league,) in db.rows(_LEAGUES)]


# DISTINCT reads the whole board; this takes one index look-up per league.
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
