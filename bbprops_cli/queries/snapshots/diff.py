"""What differs between two snapshots, or a snapshot and the board; on the driver's connection."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from statistics import fmean
from typing import Any, NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Row
from bbprops_cli.errors import NotFound, UsageError
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import columns
from bbprops_cli.queries.props.find import BOARD
from bbprops_cli.rules.props.line_movement import CHANGES, LineChange
from bbprops_cli.rules.props.prop import Prop

ON_BOARD = "board"
_OF_PROP = ("player_name", "market_type", "platform", "team", "league", "game_date", "period", "variant")
_of_prop = attrgetter(*_OF_PROP)
DIFF = (
    Column("change", "text", "changed, added or removed", 1),
    *(
        columns.find(PROPS, name, "")._replace(rank=rank)
        for name, rank in zip(_OF_PROP, (1, 1, 3, 0, 0, 7, 8, 9), strict=True)
    ),
    Column("line_before", "float", "Line on the first side", 2, "before", nullable=True),
    Column("line_after", "float", "Line on the second side", 2, "after", nullable=True),
    Column("line_change", "float", "Difference of the lines", 1, "line by", nullable=True),
    Column("odds_before", "float", "Over odds on the first side", 5, "over before", nullable=True, odds=True),
    Column("odds_after", "float", "Over odds on the second side", 5, "over after", nullable=True, odds=True),
    Column("over_change", "float", "Difference of the probabilities that the odds imply", 4, "over by", nullable=True),
    Column("under_before", "float", "Under odds on the first side", nullable=True, odds=True),
    Column("under_after", "float", "Under odds on the second side", nullable=True, odds=True),
    Column(
        "under_change", "float", "Difference of the probabilities that the odds imply", 6, "under by", nullable=True
    ),
)
FIGURES = (
    Column("changed", "int", "Lines whose number or prices changed", 1),
    Column("added", "int", "Lines only on the second side", 2),
    Column("removed", "int", "Lines only on the first side", 3),
    Column("mean_line_change", "float", "Mean difference of the lines that changed", 4, nullable=True),
    Column("largest", "float", "Largest change of a line, or of an implied probability", 5, nullable=True),
)
# What tells games apart when a provider gives them no id.
_ABOUT_GAME = "game_date, team, opponent, season, week, {home}, {away}"
_KEY = "platform, game, player_name, market_type, period, variant"
_VALUES = "line, odds, under_odds"
_SHOWN = "league, game_id, game_date, season, week, team, opponent, home, away"
_COLUMNS = f"{_KEY}, {_VALUES}, {_SHOWN}".split(", ")
_SAME = " AND ".join([
    *(f"before.{name} = after.{name}" for name in (*_KEY.split(", "), "line")),
    *(f"coalesce(before.{name}, 0) = coalesce(after.{name}, 0)" for name in ("odds", "under_odds")),
])  # fmt: skip
# Rows that are the same on both sides need not travel, but those of a ladder that differs somewhere: 2 is both sides.
# PostgreSQL finds what differs in one parallel join; SQLite would compare each row with each.
_CHANGED = {
    "postgresql": f"""
WITH before AS NOT MATERIALIZED ({{before}}), after AS NOT MATERIALIZED ({{after}}),
changed AS MATERIALIZED (
  SELECT CASE WHEN before.platform IS NULL THEN 1 ELSE 0 END AS side,
         {", ".join(f"coalesce(before.{name}, after.{name}) AS {name}" for name in _COLUMNS)}
    FROM before FULL JOIN after ON {_SAME} WHERE before.platform IS NULL OR after.platform IS NULL)
SELECT * FROM changed
UNION ALL
SELECT 2, before.* FROM before JOIN (SELECT DISTINCT {_KEY} FROM changed) AS k USING ({_KEY})
 WHERE NOT EXISTS (SELECT 1 FROM changed AS after WHERE side = 0 AND {_SAME})
""",
    "sqlite": f"""
WITH before AS ({{before}}), after AS ({{after}}),
changed AS (
  SELECT {_KEY} FROM (SELECT {_KEY}, {_VALUES} FROM before EXCEPT SELECT {_KEY}, {_VALUES} FROM after) AS x
  UNION
  SELECT {_KEY} FROM (SELECT {_KEY}, {_VALUES} FROM after EXCEPT SELECT {_KEY}, {_VALUES} FROM before) AS y)
SELECT 0, before.* FROM before JOIN changed USING ({_KEY})
UNION ALL
SELECT 1, after.* FROM after JOIN changed USING ({_KEY})
""",
}
# Nothing tells the planner how many rows meet: it would sort both sides, or look each row up in the other.
_PLANNING = {
    "postgresql": """
SET LOCAL work_mem = '64MB'; SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = off;
SET LOCAL TIME ZONE 'UTC'
""",
    "sqlite": "",
}
_SIDES: dict[int, tuple[int, ...]] = {0: (0,), 1: (1,), 2: (0, 1)}


class Side(NamedTuple):
    """One side of a comparison: SQL that chooses its props, with its parameters."""

    condition: str
    parameters: tuple[Any, ...]


def side(db: Db, reference: str) -> Side:
    """The snapshot meant, or the live board for `board`, unless a snapshot has that name; raises as references do."""
    try:
        identifier = references.resolve(db, SNAPSHOTS, reference)
    except NotFound:
        if reference != ON_BOARD:
            raise
        return Side(BOARD, ())
    return Side("snapshot_id = %s", (db.id(identifier),))


def changed(db: Db, before: Side, after: Side) -> tuple[list[Prop], list[Prop]]:
    """The props of both sides whose line, ladder or prices differ; they carry what identity looks at, and no more."""
    db.run(_PLANNING[db.dialect.name])
    sides = {name: _rows(db, each) for name, each in (("before", before), ("after", after))}
    props: tuple[list[Prop], list[Prop]] = ([], [])
    for which, *row in db.rows(_CHANGED[db.dialect.name].format(**sides), (*before.parameters, *after.parameters)):
        prop = _prop(tuple(row))
        for place in _SIDES[which]:
            props[place].append(prop)
    return props


def _rows(db: Db, chosen: Side) -> str:
    home, away = (db.dialect.json_text("extra_metadata", team) for team in ("home_team", "away_team"))
    game = db.dialect.row_text(_ABOUT_GAME.format(home=home, away=away))
    teams = f"CASE WHEN game_id IS NULL THEN {home} END AS home, CASE WHEN game_id IS NULL THEN {away} END AS away"
    return (
        f"SELECT platform, coalesce(game_id, {game}) AS game, player_name, market_type, period, variant,"
        f" {_VALUES}, {_SHOWN.removesuffix(', home, away')}, {teams} FROM prop_markets WHERE {chosen.condition}"
    )


def _prop(row: Row) -> Prop:
    platform, _, player, market, period, variant, line, odds, under, league, game, date, season, week, *rest = row
    team, opponent, home, away = rest
    return Prop(
        week=week, league=league, season=season, player_id=None, player_name=player, position=None, team=team,
        opponent=opponent, market_type=market, stat_category=None, period=period, variant=variant, line=line,
        odds=odds, under_odds=under, platform=platform, external_id="", game_id=game,
        game_date=datetime.fromisoformat(f"{date}+00:00") if isinstance(date, str) else date,
        extra_metadata={"home_team": home, "away_team": away},
    )  # fmt: skip


def row(found: LineChange) -> Row:
    """One change, under DIFF."""
    before, after = (each and (each.line, each.odds, each.under_odds) for each in (found.before, found.after))
    (line, odds, under), (line_after, odds_after, under_after) = before or (None,) * 3, after or (None,) * 3
    return (
        *(found.change, *_of_prop(found.prop)),
        *(line, line_after, found.line, odds, odds_after, found.over, under, under_after, found.under),
    )


def by(text: str) -> tuple[Column, ...]:
    """The columns that `--by` names, by their names or headers; UsageError for what cannot be grouped by."""
    known = {name: column for column in DIFF for name in (column.name, column.title) if column.name in _OF_PROP}
    names = columns.listed(text) if text else []
    for name in names:
        if name not in known:
            raise UsageError(f"--by: nothing can be grouped by {name[:60]!r}.", hint=f"Columns: {', '.join(known)}.")
    return tuple(dict.fromkeys(known[name]._replace(rank=1) for name in names))


def grouped(changes: Iterable[LineChange], grouping: tuple[Column, ...]) -> Iterator[Row]:
    """One row a group, the busiest first: its values, then FIGURES."""
    groups: dict[Row, list[LineChange]] = {}
    for change in changes:
        groups.setdefault(tuple(getattr(change.prop, column.name) for column in grouping), []).append(change)
    for key, found in sorted(groups.items(), key=lambda item: (-len(item[1]), tuple(map(str, item[0])))):
        changed_how = [each.change for each in found]
        lines = [each.line for each in found if each.line]
        yield (
            *key,
            *(changed_how.count(change) for change in CHANGES),
            round(fmean(lines), 4) if lines else None,
            max(each.size for each in found) or None,
        )
