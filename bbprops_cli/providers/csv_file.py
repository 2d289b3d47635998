"""Analysts' CSV files: wide (both prices in a row), long (a row per side) and very wide (columns per platform)."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from math import isnan
from operator import itemgetter
from typing import Any, NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import csv_cells as cells
from bbprops_cli.providers.csv_columns import Plan, compact, joins_names, plan, recognised
from bbprops_cli.providers.csv_pairs import paired, taken_apart, with_lines_apart
from bbprops_cli.providers.pipeline import NO_LINE, Options, Raw, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.markets import is_game_market
from bbprops_cli.rules.odds_format import OddsFormat
from bbprops_cli.rules.prop import Prop, Reject

SAMPLE = 200
DELIMITERS = ",;\t|"
GAME_LINES = "game lines (h2h, spreads, totals) skipped, being no player props"
HEADERS_AGAIN = "repeated header rows skipped"
TITLES = "lines above the header skipped"
ABOVE = 20  # as many lines may stand above the header
_DECIMAL_COMMA = re.compile(r"([+−-]?\d+),(\d+)", re.ASCII)  # noqa: RUF001 - a minus as typed

Record = tuple[int, list[str]]  # the line it begins on, its cells

FIELDS = (
    "player_name", "market_type", "line", "odds", "under_odds", "side", "platform", "league", "season", "week",
    "player_id", "position", "team", "opponent", "stat_category", "period", "variant", "external_id", "game_id",
    "game_date", "is_active", "extra_metadata", "home_team", "away_team", "game",
)  # fmt: skip
# The cells that can be wrong on their own, with what reads them.
READERS: dict[str, Callable[[str], Any]] = {
    "line": cells.side_and_number, "season": cells.season_of, "week": cells.week_of, "game_date": cells.date_of,
    "is_active": cells.truth, "extra_metadata": cells.metadata, "side": cells.side_of,
}  # fmt: skip


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
    if names := joins_names(header):
        header, records = [*header, "player_name"], _with_full_names(records, names, len(header))
    sample = list(islice(records, SAMPLE))
    if pairs := paired(header, [row for _, row in sample]):
        records = with_lines_apart(chain(sample, records), pairs, len(header))
        header, sample = taken_apart(header, pairs), list(islice(records, SAMPLE))
    made = plan(header, [row for _, row in sample], options.columns, file)
    skipped = Counter() if skipped is None else skipped
    items = _read(chain(sample, records), made, file, skipped)
    odds_format: OddsFormat = "decimal" if made.ours and options.odds_format == "auto" else "auto"
    return Rows(items, made.sided, made.ours, odds_format, skipped, partial(_as_read, made))


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


def _with_full_names(records: Iterator[Record], names: tuple[int, int], width: int) -> Iterator[Record]:
    first, last = names
    for line, row in records:
        yield line, [*row, f"{row[first]} {row[last]}".strip()] if len(row) == width else row


def _read(records: Iterable[Record], made: Plan, file: str, skipped: Counter[str]) -> Iterator[Raw | Reject]:
    width, market, views = len(made.header), made.index["market_type"], _views(made)
    for line, row in records:
        if len(row) != width and not _fits(row, width):
            if any(map(str.strip, row)):
                yield Reject(file, line, "row", f"has {len(row)} cells under {width} headers", row)
        elif is_game_market(row[market]):
            skipped[GAME_LINES] += 1
        elif row == made.header:
            skipped[HEADERS_AGAIN] += 1
        else:
            row.append("")  # the cell of every column that the file does not have
            offered = [view for view in views if view.is_offered(row)] if made.books else views
            if not offered:
                column = "odds" if "line" in made.index else "line"
                yield Reject(file, line, column, "is missing on every platform", _as_read(made, row))
            for view in offered:
                picked = view.pick(row)
                try:
                    yield _raw(picked, view.platform, row, line, made)
                except ValueError:
                    if [compact(cell) for cell in row[:width]] == made.compacted:
                        skipped[HEADERS_AGAIN] += 1
                        break
                    yield Reject(file, line, *_blame(picked, made), _as_read(made, row))


def _fits(row: list[str], width: int) -> bool:
    """Whether a row is as wide as the header without the blank cells at its end, which go."""
    if any(map(str.strip, row[width:])):
        return False
    del row[width:]
    return len(row) == width


class _View(NamedTuple):
    """What a row says of one platform; most files have a single view, which leaves the platform to a column."""

    platform: str
    own: tuple[int, ...]
    pick: Callable[[list[str]], tuple[str, ...]]

    def is_offered(self, row: list[str]) -> bool:
        return any(cells.tidy(row[place]) for place in self.own)


def _views(made: Plan) -> list[_View]:
    missing = len(made.header)
    if not made.books:
        return [_View("", (), itemgetter(*(made.index.get(name, missing) for name in FIELDS)))]
    views = []
    for book in made.books:
        own = {"line": book.line, "odds": book.over, "under_odds": book.under}
        index = made.index | {name: place for name, place in own.items() if place is not None}
        places = tuple(place for place in own.values() if place is not None)
        views.append(_View(book.platform, places, itemgetter(*(index.get(name, missing) for name in FIELDS))))
    return views


def _raw(picked: tuple[str, ...], platform: str, row: list[str], line: int, made: Plan) -> Raw:
    (
        player, market, point, over, under, said, book, league, season, week, player_id, position, team, opponent,
        category, period, variant, external_id, game_id, game_date, is_active, extra, home, away, game,
    ) = picked  # fmt: skip
    text, name, other = (str, str, str) if made.ours else (cells.tidy, cells.name_of, cells.opponent_of)
    side, number = cells.side_and_number(point)
    if made.sided:
        side, spare = cells.side_and_number(said) if said else (side, NO_LINE)
        if side is None:
            raise ValueError("no side")
        number = spare if isnan(number) else number
    prop = Prop(
        cells.week_of(week) if week else None,
        text(league),
        cells.season_of(season) if season else None,
        text(player_id) or None if player_id else None,
        name(player),
        text(position) or None if position else None,
        text(team) or None if team else None,
        other(opponent) or None if opponent else None,
        text(market),
        text(category) or None if category else None,
        text(period) if period else "",
        (text(variant) if made.ours else cells.variant_of(variant)) if variant else "",
        number,
        None,
        None,
        platform or text(book),
        text(external_id) if external_id else "",
        text(game_id) or None if game_id else None,
        cells.date_of(game_date, day_first=made.day_first) if game_date else None,
        cells.truth(is_active) if is_active else True,
        cells.metadata(extra) if extra else {},
    )
    _add_extras(prop, row, made, home, away, game)
    return Raw.of_side(prop, line, row, side, over) if made.sided and side else Raw(prop, line, row, over, under)


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
        if prop.team in teams:
            prop.opponent = prop.opponent or teams[prop.team == teams[0]] or None
    if raw:
        extra["raw"] = raw
    if made.flags and not prop.variant:
        prop.variant = next((name for name, place in made.flags if row[place] and cells.is_yes(row[place])), "")


def _blame(picked: tuple[str, ...], made: Plan) -> tuple[str, str]:
    """Which cell is wrong and why: the readers again, one by one."""
    for name, cell in zip(FIELDS, picked, strict=True):
        if name in READERS and cell:
            try:
                cells.date_of(cell, day_first=made.day_first) if name == "game_date" else READERS[name](cell)
            except ValueError as error:
                return name, str(error)
    return "side", "is missing"


def _as_read(made: Plan, row: list[str]) -> dict[str, str]:
    return dict(zip(made.header, row, strict=False))  # the blank cell at the end has no header
