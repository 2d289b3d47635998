"""Games that are stored without an id, so that an import can tell the two games of a doubleheader apart."""

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.props import selection
from bbprops_cli.rules.props.identities import KnownGame, may_play_twice
from bbprops_cli.rules.props.identity import GAME_NUMBER, dated_key, number_of, sides_of
from bbprops_cli.rules.values.moments import stored_time


def find(db: Db, snapshot_id: str | None) -> list[KnownGame]:
    """The games without an id on the board, or in a snapshot, of leagues whose teams may play twice a day."""
    leagues = [league for league in _leagues(db, snapshot_id) if may_play_twice(league)]
    if not leagues:
        return []
    place, parameters = _place(snapshot_id)
    members = (db.dialect.json_text("extra_metadata", name) for name in ("home_team", "away_team", GAME_NUMBER))
    rows = db.rows(
        f"SELECT DISTINCT platform, game_date, team, opponent, {', '.join(members)}"
        f" FROM prop_markets WHERE {place} AND league IN ({', '.join(['%s'] * len(leagues))})"
        " AND game_id IS NULL AND game_date IS NOT NULL ORDER BY platform, game_date",
        (*parameters, *leagues),
    )
    games = []
    for platform, moment, team, opponent, home, away, number in rows:
        if (start := stored_time(moment)) is None:
            continue
        sides = sides_of(team, opponent, {"home_team": home, "away_team": away})
        games.append(KnownGame(platform, dated_key(start, *sides), number_of({GAME_NUMBER: number}), start))
    return games


def _leagues(db: Db, snapshot_id: str | None) -> list[str]:
    if snapshot_id is None:
        return selection.leagues_on_board(db)
    return [
        league
        for (league,) in db.rows("SELECT DISTINCT league FROM prop_markets WHERE snapshot_id = %s", (snapshot_id,))
    ]


def _place(snapshot_id: str | None) -> tuple[str, tuple[str, ...]]:
    return (selection.BOARD, ()) if snapshot_id is None else ("snapshot_id = %s", (snapshot_id,))
