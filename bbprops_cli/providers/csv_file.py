"""Analysts' CSV files: wide (both prices in a row), long (a row per side) and very wide (columns per platform)."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice, repeat
from math import isnan
from operator import itemgetter
from typing import Any, NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import csv_cells as cells
from bbprops_cli.providers import csv_shapes as shapes
from bbprops_cli.providers.csv_columns import Plan, compact, plan, recognised
from bbprops_cli.providers.csv_shapes import Record
from bbprops_cli.providers.pipeline import NO_LINE, Options, Raw, Rows
from bbprops_cli.providers.prizepicks import LEAGUES, TEAM_CODE
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.markets import is_game_market, split_league
from bbprops_cli.rules.props.odds_format import OddsFormat
from bbprops_cli.rules.props.prop import CONTENT, NEEDED, TEXTS, Prop, Reject

SAMPLE = 200
DELIMITERS = ",;\t|"
GAME_LINES = "game lines (h2h, spreads, totals) skipped, being no player props"
HEADERS_AGAIN = "repeated header rows skipped"
TITLES = "lines above the header skipped"
BLOCK = 500  # rows that are read together, a column at a time: that takes half as long
ABOVE = 20  # as many lines may stand above the header
_DECIMAL_COMMA = re.compile(r"([+−-]?\d+),(\d+)", re.ASCII)  # noqa: RUF001 - a minus as typed

RESHAPES = (shapes.full_names, shapes.pairs_apart, shapes.moments)

# What reads the cell of a column of ours, and may refuse it; columns of PRICED are looked at together.
PRICED = ("line", "odds", "under_odds", "side", "home_team", "away_team", "game")
READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("league", "market_type", "period", "platform", "external_id"), cells.tidy),
    **dict.fromkeys(("position", "team", "stat_category"), cells.known),
    **dict.fromkeys(("player_id", "game_id"), cells.id_of),
    "week": cells.week_of, "season": cells.season_of, "player_name": cells.name_of, "opponent": cells.opponent_of,
    "variant": cells.variant_of, "game_date": cells.date_of, "is_active": cells.truth,
    "extra_metadata": lambda text: cells.metadata(text) if text else {},
}  # fmt: skip
VERBATIM = READERS | {name: str if name in NEEDED else lambda text: text or None for name in TEXTS if name != "season"}
_BLANK = tuple(name == "is_active" or ("" if name in NEEDED else None) for name in CONTENT[:-1])  # metadata is the last
_LINE, _PLATFORM = CONTENT.index("line"), CONTENT.index("platform")


def looks_like(head: bytes) -> bool:
    """Text, as far as the first line tells, and not JSON."""
    text = head.decode("utf-8-sig", "replace")
    return not text.lstrip().startswith(("{", "[")) and "\0" not in text.partition("\n")[0]


def read(source: Source, options: Options) -> Rows:
    """Understand the header and the first rows; the others stream."""
    skipped: Counter[str] = Counter()
    return rows_of(records(source, recognised, skipped), options, source.label, skipped)


def rows_of(records: Iterator[Record], options: Options, file: str, skipped: Counter[str] | None = None) -> Rows:
    """The same for what another reader has made into cells, its header first."""
    _, header = next(records, (0, []))
    sample = list(islice(records, SAMPLE))
    for reshape in RESHAPES if options.columns else (*RESHAPES, shapes.unpivoted):
        if shape := reshape(header, [row for _, row in sample]):
            records = shapes.reshaped(chain(sample, records), len(header), shape)
            header, sample = shape.header, list(islice(records, SAMPLE))
    made = plan(header, [row for _, row in sample], options.columns, file)
    skipped = Counter() if skipped is None else skipped
    rows = shapes.sides_apart(chain(sample, records), made.index, made.under_line)
    items = _read(rows, made, file, skipped)
    odds_format: OddsFormat = "decimal" if made.ours and options.odds_format == "auto" else "auto"
    return Rows(items, made.sided, made.ours, odds_format, skipped, partial(_as_read, made), likely=made.likely_format)


def records(source: Source, known: Callable[[list[str]], int], skipped: Counter[str] | None = None) -> Iterator[Record]:
    """The records that are not blank, the header first; `known` tells how many headers mean something."""
    begins = 1
    try:
        above, delimiter, header = _beginning(source, known)
        if skipped is not None and above:
            skipped[TITLES] += above
        begins += above
        lines = islice(source.lines(), above, None)
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=any(cell[:1] == " " for cell in header[1:]))
        for row in reader:
            if any(row):
                yield begins, _with_points(row) if delimiter == ";" else row
            begins = above + reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"{source.label}, line {begins}: {error}", hint="is a quote left open?") from error


def _beginning(source: Source, known: Callable[[list[str]], int]) -> tuple[int, str, list[str]]:
    """How many lines stand above the header, the delimiter that makes the most known headers of it, and these."""
    first = None
    for above, line in enumerate(islice(source.lines(), ABOVE)):
        if not line.strip():
            continue
        rows = {delimiter: next(csv.reader([line], delimiter=delimiter), []) for delimiter in DELIMITERS}
        best = max(DELIMITERS, key=lambda one: (known(rows[one]), len(rows[one])))
        first = first or (0, best, rows[best])
        # A title, a date or `sep=;` may stand above; three known headers are not met in a row of data.
        if known(first[2]):
            return first
        if known(rows[best]) > 2:
            return above, best, rows[best]
    return first or (0, ",", [])


def _with_points(row: list[str]) -> list[str]:
    """Where cells are told apart by semicolons, numbers have a decimal comma."""
    return [_DECIMAL_COMMA.sub(r"\1.\2", cell) if _DECIMAL_COMMA.fullmatch(cell) else cell for cell in row]


class _View(NamedTuple):
    """What a row says of one platform; most files have a single view, which leaves the platform to a column."""

    own: tuple[int, ...]
    blank: tuple[Any, ...]
    cells: list[tuple[int, Callable[[str], Any], int]]  # place in a prop, what reads it, place in the row
    priced: tuple[int | None, ...]  # places in the row

    def is_offered(self, row: list[str]) -> bool:
        return any(cells.tidy(row[place]) for place in self.own)


def _views(made: Plan) -> list[_View]:
    if not made.books:
        return [_view(made, made.index)]
    views = []
    for book in made.books:
        places = {"line": book.line, "odds": book.over, "under_odds": book.under}
        own = {name: place for name, place in places.items() if place is not None}
        views.append(_view(made, made.index | own, tuple(own.values()), book.platform))
    return views


def _view(made: Plan, index: dict[str, int], own: tuple[int, ...] = (), platform: str = "") -> _View:
    readers = VERBATIM if made.ours else READERS
    if made.day_first:
        readers = readers | {"game_date": partial(cells.date_of, day_first=True)}
    blank = list(_BLANK)
    blank[_PLATFORM] = platform
    known = index.keys() & (readers.keys() - {"platform"} if platform else readers.keys())
    return _View(
        own,
        tuple(blank),
        [(place, readers[name], index[name]) for place, name in enumerate(CONTENT) if name in known],
        tuple(map(index.get, PRICED)),
    )


def _read(records: Iterable[Record], made: Plan, file: str, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    width, market, views = len(made.header), made.index["market_type"], _views(made)
    block: list[Record] = []
    for line, row in records:
        if len(row) != width and not _fits(row, width):
            if any(map(str.strip, row)):
                yield from _understood(views, block, made, file, skipped)
                block = []
                yield Reject(file, line, "row", f"has {len(row)} cells under {width} headers", row)
        elif is_game_market(row[market]):
            skipped[GAME_LINES] += 1
        elif row == made.header:
            skipped[HEADERS_AGAIN] += 1
        else:
            block.append((line, row))
            if len(block) == BLOCK:
                yield from _understood(views, block, made, file, skipped)
                block = []
    yield from _understood(views, block, made, file, skipped)


def _understood(
    views: list[_View], block: list[Record], made: Plan, file: str, skipped: Counter[str]
) -> Iterator[Raw | Reject]:
    """All rows at once; where a cell among them cannot be read, by halves, until its row is alone."""
    try:
        raws = _together(views, block, made)
    except ValueError:
        half = len(block) // 2
        for part in (block[:half], block[half:]) if half else ():
            yield from _understood(views, part, made, file, skipped)
        if not half:
            yield from _alone(views, *block[0], made, file, skipped)
    else:
        yield from raws


def _together(views: list[_View], block: list[Record], made: Plan) -> list[Raw]:
    if not made.books:
        return _raws(views[0], block, made)
    found: list[tuple[int, Raw]] = []
    for view in views:
        offered = [place for place, (_, row) in enumerate(block) if view.is_offered(row)]
        found += zip(offered, _raws(view, [block[place] for place in offered], made), strict=True)
    if len({place for place, _ in found}) < len(block):
        raise ValueError("a row with nothing on any platform")
    return [raw for _, raw in sorted(found, key=itemgetter(0))]


def _alone(
    views: list[_View], line: int, row: list[str], made: Plan, file: str, skipped: Counter[str]
) -> Iterator[Raw | Reject]:
    offered = [view for view in views if not made.books or view.is_offered(row)]
    if not offered:
        column = "odds" if "line" in made.index else "line"
        yield Reject(file, line, column, "is missing on every platform", _as_read(made, row))
    for view in offered:
        try:
            yield from _raws(view, [(line, row)], made)
        except ValueError:
            if [compact(cell) for cell in row] == made.compacted:
                skipped[HEADERS_AGAIN] += 1
                break
            yield Reject(file, line, *_blame(view, row, made), _as_read(made, row))


def _fits(row: list[str], width: int) -> bool:
    """Whether a row is as wide as the header without the blank cells at its end, which go."""
    if any(map(str.strip, row[width:])):
        return False
    del row[width:]
    return len(row) == width


def _raws(view: _View, block: list[Record], made: Plan) -> list[Raw]:
    """The rows as one platform has them; ValueError when a cell among them cannot be read."""
    if not block:
        return []
    lines, rows = zip(*block, strict=True)
    columns, missing = list(zip(*rows, strict=True)), ("",) * len(rows)
    point, over, under, said, home, away, game = (missing if place is None else columns[place] for place in view.priced)
    sides, numbers = zip(*map(cells.side_and_number, point), strict=True)
    if made.sided:
        spare = [
            cells.side_and_number(word) if word else (side, NO_LINE) for word, side in zip(said, sides, strict=True)
        ]
        sides, spares = zip(*spare, strict=True)
        if None in sides:
            raise ValueError("no side")
        numbers = tuple(other if isnan(one) else one for one, other in zip(numbers, spares, strict=True))
    values: list[Iterable[Any]] = [*map(repeat, view.blank), iter(dict, None)]
    for place, read, column in view.cells:
        values[place] = map(read, columns[column])
    values[_LINE] = numbers
    props = list(map(Prop, *values))
    # All else that is looked at is among the others.
    if made.others or made.flags or any(place is not None for place in view.priced[-3:]):
        for prop, row, *about in zip(props, rows, home, away, game, strict=True):
            _add_extras(prop, row, made, *about)
    if made.sided:
        return list(map(Raw.of_side, props, lines, rows, sides, over))
    return list(map(Raw, props, lines, rows, over, under))


def _add_extras(prop: Prop, row: list[str], made: Plan, home: str, away: str, game: str) -> None:
    extra = prop.extra_metadata
    teams = cells.teams_of(game) if game else None
    raw = {title: row[place] for title, place in made.others if row[place]} if made.others else {}
    if game and not teams:
        raw["game"] = game
    if home or away:
        teams = cells.tidy(home), cells.tidy(away)
    if teams and any(teams):
        extra["home_team"], extra["away_team"] = teams
        if made.team_ids and not prop.team and "@" in game:
            mine, *ids = (row[place] for place in made.team_ids)
            prop.team = teams[ids.index(mine)] if mine and mine in ids else None
        if prop.team in teams:
            prop.opponent = prop.opponent or teams[prop.team == teams[0]] or None
    _add_of_prizepicks(prop, row, made)
    if raw:
        extra["raw"] = raw
    if made.flags and not prop.variant:
        prop.variant = next((name for name, place in made.flags if row[place] and cells.is_yes(row[place])), "")


def _add_of_prizepicks(prop: Prop, row: list[str], made: Plan) -> None:
    if made.sale is not None and (said := cells.tidy(row[made.sale])) and (sale := cells.side_and_number(said)[1]):
        prop.extra_metadata["line_score"], prop.line = prop.line, sale  # a 0 only fills the blank
    if made.league_id is not None:
        prop.league = LEAGUES.get(cells.tidy(row[made.league_id]), "")
    if made.versus is not None and not prop.opponent:
        said = cells.tidy(row[made.versus])
        if TEAM_CODE.fullmatch(said) and said != prop.team and split_league(prop.league)[1] != "season":
            prop.opponent = said


def _blame(view: _View, row: list[str], made: Plan) -> tuple[str, str]:
    """Which cell is wrong and why: the readers again, one by one."""
    point, said = ("" if place is None else row[place] for place in (view.priced[0], view.priced[3]))
    several: list[tuple[str, Callable[[str], Any], str]] = [
        ("line", cells.side_and_number, point),
        ("line", cells.side_and_number, "" if made.sale is None else row[made.sale]),
        ("side", cells.side_of, said),
    ]
    for name, read, cell in [*several, *((CONTENT[place], read, row[column]) for place, read, column in view.cells)]:
        try:
            read(cell)
        except ValueError as error:
            if cell:
                return name, str(error)
    return "side", "is missing"


def _as_read(made: Plan, row: list[str]) -> dict[str, str]:
    return dict(zip(made.header, row, strict=True))
