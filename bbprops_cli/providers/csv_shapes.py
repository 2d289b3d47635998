"""Reshaping tables before their columns are understood, and splitting rows that hold two lines."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from bbprops_cli.providers.csv_cells import side_and_number, tidy
from bbprops_cli.providers.csv_headers import ALIASES, fold_title, last_level
from bbprops_cli.providers.csv_records import Record
from bbprops_cli.providers.csv_samples import Rows, cells_of, numbers_of
from bbprops_cli.providers.pipeline import Options
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_market, platform_key

FEWEST_MARKETS = 3
_PAIR = re.compile(r"\((\d+(?:\.\d+)?)\)\s*([+-]?\d+)?", re.ASCII)
_NAMED = {"playername", *ALIASES["player_name"]}
_NOT_PIVOTED = {"markettype", "line", *ALIASES["market_type"], *ALIASES["line"]}


class Shape(NamedTuple):
    """A new header, and the function that makes the rows under it from a row as wide as the old header.

    `used` are the titles that are kept and whose cells are read all the same, `why` says where a new column comes from,
    `note` what could be understood in two ways.
    """

    header: list[str]
    change: Callable[[list[str]], Iterable[list[str]]]
    used: tuple[str, ...] = ()
    why: Mapping[str, str] = {}
    note: str = ""
    layout: str = ""  # for --explain


def reshaped(records: Iterable[Record], width: int, shape: Shape) -> Iterator[Record]:
    """The rows under the new header; a row that is too short or too long stays as it is."""
    for line, row in records:
        if len(row) != width:
            yield line, row
        else:
            for changed in shape.change(row):
                yield line, changed


def full_names(header: list[str], _sample: Rows, _options: Options) -> Shape | None:
    """Add a column with first and last name, if no column has both."""
    names = [fold_title(title) for title in header]
    if not _NAMED.isdisjoint(names) or not {"firstname", "lastname"} <= {*names}:
        return None
    first, last = names.index("firstname"), names.index("lastname")
    used = header[first], header[last]
    return Shape(
        [*header, "player_name"],
        lambda row: [[*row, f"{row[first]} {row[last]}".strip()]],
        used,
        {"player_name": f"from {used[0]} and {used[1]}"},
    )


def pairs_apart(header: list[str], sample: Rows, _options: Options) -> Shape | None:
    """Split columns of platforms whose cells hold a line and its price, `(1.5) -115`, into price and line.

    The price stays in its column; the lines become columns at the end. Blank columns of platforms are split too.
    """
    cells = {place: cells_of(sample, place) for place, title in enumerate(header) if platform_key(title) in PLATFORMS}
    pairs = {place for place, texts in cells.items() if sum(map(bool, map(_PAIR.fullmatch, texts))) * 2 > len(texts)}
    if not pairs:
        return None
    places = [place for place in cells if place in pairs or not cells[place]]
    titles = [f"{title} odds" if place in places else title for place, title in enumerate(header)]

    def change(row: list[str]) -> list[list[str]]:
        prices, lines = [*row], []
        for place in places:
            found = _PAIR.fullmatch(row[place].strip())
            lines.append(found[1] if found else "")
            prices[place] = (found[2] or "") if found else row[place]
        return [prices + lines]

    return Shape(
        [*titles, *(f"{header[place]} line" for place in places)], change, layout="cells with a line and its price"
    )


def unpivoted(header: list[str], sample: Rows, options: Options) -> Shape | None:
    """Make one row of each market, if markets have columns of their own and no column is for market or line.

    The cells are lines if all are in half steps and not all are whole: results are whole, projections are finer.
    """
    if options.columns or options.market or not _NOT_PIVOTED.isdisjoint(map(last_level, header)):
        return None
    places = [place for place, title in enumerate(header) if is_market(title)]
    cells = [cell for place in places for cell in cells_of(sample, place)]
    numbers = [number for place in places for number in numbers_of(sample, place)]
    are_lines = len(cells) == len(numbers) and all((number * 2).is_integer() for number in numbers)
    if len(places) < FEWEST_MARKETS or not are_lines or all(map(float.is_integer, numbers)):
        return None
    others = [place for place in range(len(header)) if place not in places]

    def change(row: list[str]) -> list[list[str]]:
        about = [row[place] for place in others]
        return [[*about, header[place], row[place]] for place in places if row[place].strip()]

    return Shape([*(header[place] for place in others), "market", "line"], change, layout="a column for each market")


def sides_apart(records: Iterable[Record], index: Mapping[str, int], under_line: int | None) -> Iterator[Record]:
    """Make two rows of a row whose sides have different lines, `4.5, -110, 5.5, -120`; other rows stay as they are.

    `under_line` is the column of the line of the under, None if the table has no such column.
    """
    if under_line is None or not {"odds", "under_odds"} <= index.keys():
        yield from records
        return
    line, over, under = index["line"], index["odds"], index["under_odds"]
    for number, row in records:
        if max(line, over, under, under_line) >= len(row) or not _differ(row[line], row[under_line]):
            yield number, row
            continue
        over_row, under_row = [*row], [*row]
        over_row[under] = ""
        under_row[line], under_row[over] = row[under_line], ""
        if tidy(row[line]):
            yield number, over_row
        yield number, under_row


def _differ(over_line: str, under_line: str) -> bool:
    try:
        return bool(tidy(under_line)) and side_and_number(over_line)[1] != side_and_number(under_line)[1]
    except ValueError:
        return False
