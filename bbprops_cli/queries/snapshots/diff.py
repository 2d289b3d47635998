"""The lines that differ between two snapshots, or a snapshot and the board; on the driver's connection.

All props may differ. So they are read in batches, and grouped and put in order on disk.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from statistics import fmean
from typing import Any, NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Row, utc_text
from bbprops_cli.db.connection.sorting import sorted_rows
from bbprops_cli.errors import NotFound, UsageError
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import columns
from bbprops_cli.queries.props.selection import BOARD
from bbprops_cli.rules.props.identity import GAME_NUMBER, line_group
from bbprops_cli.rules.props.line_movement import CHANGE_ORDER, LineChange, group_changes, report_order
from bbprops_cli.rules.props.prop import Prop
from bbprops_cli.rules.values.moments import stored_time

_LIVE_BOARD = "board"
_OF_PROP = ("player_name", "market_type", "platform", "team", "league", "game_date", "period", "variant")
_of_prop = attrgetter(*_OF_PROP)
DIFF = (
    Column("change", "text", "changed, added or removed", 1),
    *(
        columns.find(PROPS, name, "")._replace(rank=rank)
        for name, rank in zip(_OF_PROP, (1, 1, 1, 0, 0, 7, 8, 9), strict=True)
    ),
    Column("line_before", "float", "Line on the first side", 2, "before", nullable=True),
    Column("line_after", "float", "Line on the second side", 2, "after", nullable=True),
    Column("line_change", "float", "Difference of the lines", 1, "line by", nullable=True),
    Column("odds_before", "float", "Over odds on the first side", 5, "over before", nullable=True, odds=True),
    Column("odds_after", "float", "Over odds on the second side", 5, "over after", nullable=True, odds=True),
    Column("over_change", "float", "Difference of the implied probabilities of over", 4, "over by", nullable=True),
    Column("under_before", "float", "Under odds on the first side", nullable=True, odds=True),
    Column("under_after", "float", "Under odds on the second side", nullable=True, odds=True),
    Column("under_change", "float", "Difference of the implied probabilities of under", 6, "under by", nullable=True),
)
FIGURES = (
    Column("changed", "int", "Lines whose number or odds changed", 1),
    Column("added", "int", "Lines only on the second side", 2),
    Column("removed", "int", "Lines only on the first side", 3),
    Column("mean_line_change", "float", "Mean difference of the changed lines", 4, nullable=True),
    Column("largest", "float", "Largest change of a line or of an implied probability", 5, nullable=True),
)


class _Row(NamedTuple):
    """One prop as the comparison reads it; `game` identifies the game if the provider gives no id."""

    platform: str
    game: str
    player_name: str
    market_type: str
    period: str
    variant: str
    line: float
    odds: float | None
    under_odds: float | None
    league: str
    game_id: str | None
    game_date: datetime | str | None  # SQLite stores text
    season: str | None
    week: int | None
    team: str | None
    opponent: str | None
    home: str | None
    away: str | None
    number: int | str | None  # of a game of a doubleheader; a text on PostgreSQL


BATCH = 2000
_ORDER = 5  # cells of the key of `report_order`
_GAME_DATE = _Row._fields.index("game_date")
_SHOWN_DATE = [column.name for column in DIFF].index("game_date")
_KEY = "platform, game, player_name, market_type, period, variant"
_VALUES = "line, odds, under_odds"
_STORED = "league, game_id, game_date, season, week, team, opponent"
# Identifies a game without an id.
_ABOUT_GAME = "game_date, team, opponent, season, week, {home}, {away}, {number}"
_SAME = " AND ".join([
    *(f"before.{name} = after.{name}" for name in (*_KEY.split(", "), "line")),
    *(f"coalesce(before.{name}, 0) = coalesce(after.{name}, 0)" for name in ("odds", "under_odds")),
])  # fmt: skip
# Rows that are equal on both sides are not fetched, except alternate lines of a prop that differs elsewhere: side 2 is
# both sides. PostgreSQL finds the differences in one parallel join. SQLite would compare each row with each,
# in a join with the changed props, too, as long as it has no statistics.
_CHANGED = {
    "postgresql": f"""
WITH before AS NOT MATERIALIZED ({{before}}), after AS NOT MATERIALIZED ({{after}}),
changed AS MATERIALIZED (
  SELECT CASE WHEN before.platform IS NULL THEN 1 ELSE 0 END AS side,
         {", ".join(f"coalesce(before.{name}, after.{name}) AS {name}" for name in _Row._fields)}
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
SELECT 0, before.* FROM before WHERE ({_KEY}) IN (SELECT * FROM changed)
UNION ALL
SELECT 1, after.* FROM after WHERE ({_KEY}) IN (SELECT * FROM changed)
""",
}
# The planner cannot know how many rows match: it would sort both sides, or look each row up in the other.
_PLANNING = {
    "postgresql": """
SET LOCAL work_mem = '64MB'; SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = off;
SET LOCAL TIME ZONE 'UTC'
""",
    "sqlite": "",
}
_SIDES: dict[int, tuple[int, ...]] = {0: (0,), 1: (1,), 2: (0, 1)}  # of `side` in the result: before, after


class Side(NamedTuple):
    """One side of a comparison: the SQL condition that selects its props, with its parameters."""

    condition: str
    parameters: tuple[str, ...]


def side(db: Db, reference: str) -> Side:
    """The side that a reference means: a snapshot, or for `board` the live board, unless a snapshot is called `board`.

    Raises NotFound or Ambiguous.
    """
    try:
        identifier = references.resolve(db, SNAPSHOTS, reference)
    except NotFound:
        if reference != _LIVE_BOARD:
            raise
        return Side(BOARD, ())
    return Side("snapshot_id = %s", (db.id(identifier),))


def changes(db: Db, before: Side, after: Side) -> Iterator[LineChange]:
    """Every difference between the sides, by groups of lines; the database has been read when this returns."""
    grouped = sorted_rows(_changed(db, before, after), keys=1)
    groups = groupby(grouped, key=itemgetter(0))
    return (change for _, rows in groups for change in group_changes((side, _prop(row)) for _, side, *row in rows))


def _changed(db: Db, before: Side, after: Side) -> Iterator[tuple[Any, ...]]:
    """The rows whose line, alternate lines or odds differ: the group, the side, and the values of `_Row`."""
    db.run(_PLANNING[db.dialect.name])
    sides = {name: _select(db, each) for name, each in (("before", before), ("after", after))}
    query = _CHANGED[db.dialect.name].format(**sides)
    for batch in db.stream(query, (*before.parameters, *after.parameters), batch=BATCH):
        for which, *values in batch:
            if isinstance(values[_GAME_DATE], datetime):
                values[_GAME_DATE] = utc_text(values[_GAME_DATE])
            group = line_group(_prop(values))
            for place in _SIDES[which]:
                yield group, place, *values


def in_report_order(found: Iterable[LineChange]) -> Iterator[Row]:
    """The changes as rows under DIFF, the largest first; all of them have been made when this returns."""
    rows = ((*report_order(each), *_with_date(row(each), utc_text)) for each in found)
    return (_with_date(each[_ORDER:], stored_time) for each in sorted_rows(rows, keys=_ORDER))


def _with_date(cells: tuple[Any, ...], convert: Callable[[Any], Any]) -> tuple[Any, ...]:
    date = cells[_SHOWN_DATE]
    return cells if date is None else (*cells[:_SHOWN_DATE], convert(date), *cells[_SHOWN_DATE + 1 :])


def _select(db: Db, chosen: Side) -> str:
    members = {"home": "home_team", "away": "away_team", "number": GAME_NUMBER}
    found = {name: db.dialect.json_text("extra_metadata", member) for name, member in members.items()}
    game = db.dialect.row_text(_ABOUT_GAME.format(**found))
    teams = ", ".join(f"CASE WHEN game_id IS NULL THEN {sql} END AS {name}" for name, sql in found.items())
    return (
        f"SELECT platform, coalesce(game_id, {game}) AS game, player_name, market_type, period, variant,"
        f" {_VALUES}, {_STORED}, {teams} FROM prop_markets WHERE {chosen.condition}"
    )


def _prop(values: Sequence[Any]) -> Prop:
    row = _Row(*values)
    return Prop(
        week=row.week, league=row.league, season=row.season, player_id=None, player_name=row.player_name, position=None,
        team=row.team, opponent=row.opponent, market_type=row.market_type, stat_category=None, period=row.period,
        variant=row.variant, line=row.line, odds=row.odds, under_odds=row.under_odds, platform=row.platform,
        external_id="", game_id=row.game_id,
        game_date=stored_time(row.game_date),
        extra_metadata={"home_team": row.home, "away_team": row.away, GAME_NUMBER: row.number},
    )  # fmt: skip


def row(found: LineChange) -> tuple[Any, ...]:
    """One change as a row under DIFF."""
    before, after = (
        _Offer(each.line, each.odds, each.under_odds) if each else _Offer() for each in (found.before, found.after)
    )
    return (
        *(found.change, *_of_prop(found.prop)),
        *(before.line, after.line, found.line),
        *(before.odds, after.odds, found.over),
        *(before.under_odds, after.under_odds, found.under),
    )


class _Offer(NamedTuple):
    """Line and odds of one side; None where that side does not have the line."""

    line: float | None = None
    odds: float | None = None
    under_odds: float | None = None


def by(text: str) -> tuple[Column, ...]:
    """The columns that `--by` names, by name or header; raises UsageError for a column that cannot be grouped by."""
    known = {name: column for column in DIFF for name in (column.name, column.title) if column.name in _OF_PROP}
    names = columns.listed(text) if text else []
    for name in names:
        if name not in known:
            raise UsageError(f"--by: cannot group by {name[:60]!r}", hint=f"Columns: {', '.join(known)}.")
    return tuple(dict.fromkeys(known[name]._replace(rank=1) for name in names))


@dataclass
class _Group:
    """What the changes of one group add up to."""

    number: Counter[str] = field(default_factory=Counter)
    lines: "array[float]" = field(default_factory=lambda: array("d"))
    largest: float = 0

    def add(self, change: LineChange) -> None:
        self.number[change.change] += 1
        if change.line:
            self.lines.append(change.line)
        self.largest = max(self.largest, change.size)


def grouped(found: Iterable[LineChange], grouping: tuple[Column, ...]) -> list[Row]:
    """One row per group, the group with most differences first: its values under `grouping`, then FIGURES."""
    groups: dict[Row, _Group] = {}
    for change in found:
        groups.setdefault(tuple(getattr(change.prop, column.name) for column in grouping), _Group()).add(change)
    ordered = sorted(groups.items(), key=lambda item: (-item[1].number.total(), tuple(map(str, item[0]))))
    return [
        (
            *key,
            *(group.number[change] for change in CHANGE_ORDER),
            round(fmean(group.lines), 4) if group.lines else None,
            group.largest or None,
        )
        for key, group in ordered
    ]
