"""How the lines of one player and market moved on the board and between snapshots.

The board keeps a line that moved as an inactive row, from `created_at` to `updated_at`. The line of an active row is
known since `updated_at`; what it was before an update in place, only snapshots tell.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from bbprops_cli.catalog import PROPS, SNAPSHOTS, Column
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import NotFound
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import columns, listing
from bbprops_cli.queries.lists.listing import Filter, Request, Row
from bbprops_cli.queries.props import player_names
from bbprops_cli.rules.props import markets, player_search
from bbprops_cli.rules.props.identity import line_group
from bbprops_cli.rules.props.line_movement import implied_change
from bbprops_cli.rules.props.prop import CONTENT, Prop
from bbprops_cli.rules.values.fold import fold_name
from bbprops_cli.rules.values.nearest import did_you_mean

BOARD = "board"
SUGGESTED_NAMES = 3
_FIELDS = (*CONTENT, "snapshot_id", "created_at", "updated_at")


def _column(name: str, rank: int) -> Column:
    return columns.find(PROPS, name, "")._replace(rank=rank)


MOVEMENT = (
    _column("player_name", 12),
    _column("market_type", 13),
    _column("platform", 2),
    _column("game_date", 8),
    _column("period", 10),
    _column("variant", 9),
    Column("time", "instant", "When the line was first stored", 1),
    Column("until", "instant", "When it left the board", 7, nullable=True),
    Column("source", "text", "board, or the name of the snapshot", 3),
    _column("line", 1),
    Column("change", "float", "Difference from the line before it", 1, nullable=True),
    _column("odds", 4),
    _column("under_odds", 6),
    Column("implied_change", "float", "Difference of the probability that the over odds imply", 5, nullable=True),
)


class Point(NamedTuple):
    """A line since a moment; `until` is when it left the board."""

    time: datetime
    until: datetime | None
    source: str
    prop: Prop


class Series(NamedTuple):
    """One line on one platform over time; each of several alternate lines is a series of its own."""

    label: str
    points: list[Point]

    @property
    def lines(self) -> list[tuple[datetime, float]]:
        """Time and line of each point, for a chart."""
        return [(point.time, point.prop.line) for point in self.points]

    def rows(self) -> Iterable[Row]:
        """One row per point, under MOVEMENT."""
        before: Prop | None = None
        for time, until, source, prop in self.points:
            yield (
                *(getattr(prop, column.name) for column in MOVEMENT[:6]),
                *(time, until, source),
                *(prop.line, prop.line - before.line if before else None),
                *(prop.odds, prop.under_odds, implied_change(before.odds if before else None, prop.odds)),
            )
            before = prop


def find_series(db: Db, request: Request, player: str, market: str, *, snapshots: Sequence[str] = ()) -> list[Series]:
    """The series of a player and a market among the props of the request.

    Only from `snapshots`, if any are given. Raises NotFound for an unknown player, market or snapshot.
    """
    names = _spellings(player_names.everyone(db), player)
    chosen = [references.resolve(db, SNAPSHOTS, name) for name in snapshots]
    filters = [*request.filters, Filter("player_name", "in", names)]
    filters += [Filter("snapshot_id", "in", chosen)] if chosen else []
    wanted = request._replace(scope="", filters=tuple(filters))
    wanted = wanted._replace(filters=(*filters, *_market_filters(db, wanted, player, market)))
    rows = list(listing.open_page(db, wanted._replace(fields=",".join(_FIELDS), sort="created_at")))
    return _series(_points(rows, _snapshots(db, {row[-3] for row in rows} - {None})))


def _spellings(known: list[str], player: str) -> list[str]:
    """All stored spellings of the player; raises NotFound with similar names."""
    folded = fold_name(player)
    if names := [name for name in known if fold_name(name) == folded]:
        return names
    near = " or ".join(match.name for match in player_search.ranked(player, known)[:SUGGESTED_NAMES])
    question = f" Did you mean {near}?" if near else ""
    raise NotFound(
        f"player {player[:100]!r} does not exist.{question}", hint="Look for names with: bbprops props search NAME"
    )


def _market_filters(db: Db, request: Request, player: str, label: str) -> list[Filter]:
    """Filters for the market that a label means in the leagues of the player; raises NotFound."""
    where, parameters = listing.where_clause(request, db.dialect)
    offered = db.rows(f"SELECT DISTINCT league, market_type FROM prop_markets{where} ORDER BY 1, 2", parameters)
    known = sorted({market for _, market in offered})
    if label in known:
        return [Filter("market_type", "=", label)]
    meanings = [(markets.canonical(markets.sport_of(league), label), market) for league, market in offered]
    if found := [meaning for meaning, market in meanings if meaning.market_type == market]:
        return [Filter("market_type", "in", sorted({meaning.market_type for meaning in found})), *_narrower(found[0])]
    shown = f" Markets: {', '.join(known)}." if known else ""
    raise NotFound(
        f"{player[:100]} has no market {label[:100]!r}.{did_you_mean(label, known)}{shown}",
        hint="Name another market, or pass fewer filters.",
    )


def _narrower(meaning: markets.Market) -> list[Filter]:
    """Filters for the period and variant that a label names, such as the first half in 1H Passing Yards."""
    parts = (("period", meaning.period, "full"), ("variant", meaning.variant, "standard"))
    return [Filter(name, "=", value) for name, value, usual in parts if value != usual]


def _snapshots(db: Db, identifiers: set[str]) -> dict[str, tuple[str, datetime]]:
    """Name and time of each snapshot by its id."""
    if not identifiers:
        return {}
    wanted = Request(SNAPSHOTS, "", listing.filters(id=sorted(identifiers)), fields="id,snapshot_id,created_at")
    return {identifier: (name, time) for identifier, name, time in listing.open_page(db, wanted)}


def _points(rows: list[Row], snapshots: dict[str, tuple[str, datetime]]) -> list[Point]:
    points = []
    for *content, snapshot, created, updated in rows:
        prop = Prop(*content)
        if snapshot in snapshots:
            name, time = snapshots[snapshot]
            points.append(Point(time, None, name, prop))
        elif snapshot is None:
            alive = prop.is_active
            points.append(Point(updated if alive else created, None if alive else updated, BOARD, prop))
    return points


def _series(points: list[Point]) -> list[Series]:
    """One series per platform, game, period and variant, in this order; one per line if there are alternate lines."""
    groups: dict[tuple[str, ...], list[Point]] = {}
    for point in points:
        groups.setdefault((line_group(point.prop),), []).append(point)
    for key, group in list(groups.items()):
        if _are_alternate(group):
            del groups[key]
            for point in group:
                groups.setdefault((*key, repr(point.prop.line)), []).append(point)
    made = [Series(_label(group[0].prop), sorted(group, key=attrgetter("time", "source"))) for group in groups.values()]
    return sorted(made, key=lambda series: _order(series.points[0].prop))


def _are_alternate(points: list[Point]) -> bool:
    """True if two lines were offered at the same time in the same place."""
    for source in {point.source for point in points}:
        spans = sorted(
            (point.time, point.until or datetime.max.replace(tzinfo=UTC)) for point in points if point.source == source
        )
        if any(following[0] < span[1] for span, following in pairwise(spans)):
            return True
    return False


def _order(prop: Prop) -> tuple[datetime, str, str, str, str, float]:
    never = datetime.max.replace(tzinfo=UTC)
    return (prop.game_date or never, prop.platform, prop.market_type, prop.period, prop.variant, prop.line)


def _label(prop: Prop) -> str:
    day = prop.game_date.date().isoformat() if prop.game_date else ""
    usual = {"full", "standard"}
    parts = (prop.platform, day, *(part for part in (prop.period, prop.variant) if part not in usual))
    return " ".join(filter(None, parts))
