"""Tables whose prices stand beside each other: a line and prices for each market, and Yes prices beside over odds."""

import re
from itertools import chain

from bbprops_cli.providers.csv_cells import tidy
from bbprops_cli.providers.csv_headers import ALIASES, fold_title, last_level
from bbprops_cli.providers.csv_samples import Rows, all_platforms, are_american, cells_of, mostly_numbers, numbers_of
from bbprops_cli.providers.csv_shapes import Shape
from bbprops_cli.providers.pipeline import Options
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_market, platform_key
from bbprops_cli.rules.values.words import HEADER_SIDES

FEWEST_BLOCKS = 2
YES_OR_NO_LINE = "0.5"  # of a market on whether something happens
_NOT_IN_BLOCKS = {"markettype", "line", *ALIASES["market_type"], *ALIASES["line"]}
_ZEROS = {"0", "0.0"}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[\W_]+")
_LINE_WORDS = {"line", "prop"}
_PRICE_WORDS = {"odds", "price"}
_YES_TITLES = [title for title in ALIASES["over_odds"] if title.startswith("yes")]
_NO_TITLES = [title for title in ALIASES["under_odds"] if title.startswith("no")]
_APPS = ["app", "site", "dfsapp", "dfssite", "dfsplatform", "pickem"]
_BOOKS = ["book", "sportsbook", "bookmaker", "bookie"]
_BOOK_LINES = ["bookline", "sportsbookline", "bookmakerline", "marketline"]
_PRICES = {"odds", *ALIASES["odds"], *ALIASES["over_odds"], "underodds", *ALIASES["under_odds"]}
_OVER_TITLES = [title for title in ALIASES["over_odds"] if title not in _YES_TITLES]
_UNDER_TITLES = ["underodds", *(title for title in ALIASES["under_odds"] if title not in _NO_TITLES)]


def blocks_apart(header: list[str], sample: Rows, options: Options) -> Shape | None:
    """Make one row of each market that has columns for its line and its prices: `pts_line, pts_over_odds, …`."""
    if options.columns or options.market or not _NOT_IN_BLOCKS.isdisjoint(map(last_level, header)):
        return None
    blocks: dict[str, dict[str, int]] = {}
    for place, title in enumerate(header):
        market, part = _part_of(title)
        if market:
            blocks.setdefault(market, {}).setdefault(part, place)
    blocks = {market: parts for market, parts in blocks.items() if "line" in parts}
    if len(blocks) < FEWEST_BLOCKS or not _are_lines(sample, [parts["line"] for parts in blocks.values()]):
        return None
    parts = [part for part in ("line", "over_odds", "under_odds") if any(part in block for block in blocks.values())]
    taken = {place for block in blocks.values() for place in block.values()}
    others = [place for place in range(len(header)) if place not in taken]

    def change(row: list[str]) -> list[list[str]]:
        about = [row[place] for place in others]
        return [
            [*about, market, *(row[block[part]] if part in block else "" for part in parts)]
            for market, block in blocks.items()
            if tidy(row[block["line"]])
        ]

    layout = "columns for the line and the prices of each market"
    return Shape([*(header[place] for place in others), "market", *parts], change, layout=layout)


def _part_of(title: str) -> tuple[str, str]:
    """The market that a title begins with, and which of its values the column has; blanks for any other title."""
    words = _WORDS.split(_CAMEL.sub(" ", title.strip()).lower())
    named = [word for word in words if word not in _LINE_WORDS | _PRICE_WORDS | HEADER_SIDES.keys()]
    market, rest = " ".join(named), {*words} - {*named}
    sides = {HEADER_SIDES[word] for word in rest & HEADER_SIDES.keys()}
    if not rest or len(sides) > 1 or not is_market(market):
        return "", ""
    if sides:
        return market, f"{sides.pop()}_odds"
    return (market, "line") if rest <= _LINE_WORDS else ("", "")


def _are_lines(sample: Rows, places: list[int]) -> bool:
    """Whether all cells are in half steps and not all are whole, as results are."""
    cells = [*chain.from_iterable(cells_of(sample, place) for place in places)]
    numbers = [*chain.from_iterable(numbers_of(sample, place) for place in places)]
    are_halves = len(cells) == len(numbers) and all((number * 2).is_integer() for number in numbers)
    return are_halves and not all(map(float.is_integer, numbers))


def yes_prices(header: list[str], _sample: Rows, options: Options) -> Shape | None:
    """Fill over and under odds that are blank with the prices of Yes and No, if the table has columns for both.

    A row with a price of Yes or No and without a line is a market on whether something happens.
    """
    titles = [fold_title(title) for title in header]
    over, under, yes, no = (_first(titles, names) for names in (_OVER_TITLES, _UNDER_TITLES, _YES_TITLES, _NO_TITLES))
    filled = [(to, at) for to, at in ((over, yes), (under, no)) if to is not None and at is not None]
    if not filled or options.columns.keys() & {"odds", "over_odds", "under_odds"}:
        return None
    line = _first(titles, ["line", *ALIASES["line"]])

    def change(row: list[str]) -> list[list[str]]:
        if any(tidy(row[to]) for to in (over, under) if to is not None) or not any(tidy(row[at]) for _, at in filled):
            return [row]
        row = [*row]
        for to, at in filled:
            row[to] = row[at]
        if line is not None and not tidy(row[line]):
            row[line] = YES_OR_NO_LINE
        return [row]

    return Shape(header, change, tuple(header[at] for _, at in filled), layout="prices of Yes beside over odds")


def zeros_apart(header: list[str], sample: Rows, _options: Options) -> Shape | None:
    """Blank the zeros among American prices in columns of platforms: there, 0 says that a platform has no price."""
    platforms = [place for place, title in enumerate(header) if platform_key(title) in PLATFORMS]
    places = [place for place in platforms if _has_zero_prices(sample, place)]
    if not places:
        return None

    def change(row: list[str]) -> list[list[str]]:
        return [["" if place in places and row[place].strip() in _ZEROS else row[place] for place in range(len(row))]]

    titles = ", ".join(header[place].strip() for place in places)
    return Shape(header, change, note=f"0 in {titles}: read as no price")


def _has_zero_prices(sample: Rows, place: int) -> bool:
    prices = [cell for cell in cells_of(sample, place) if cell not in _ZEROS]
    return bool(prices) and len(prices) < len(cells_of(sample, place)) and are_american([[one] for one in prices], 0)


def apps_apart(header: list[str], sample: Rows, _options: Options) -> Shape | None:
    """Make two rows of a row with the line of an app and, beside it, the line and the prices of a sportsbook.

    `line,app,book,book_line,over_odds`: the prices are of `book_line`, and the line of the app has none.
    """
    titles = [fold_title(title) for title in header]
    line, app, book, book_line = (_first(titles, names) for names in (["line"], _APPS, _BOOKS, _BOOK_LINES))
    if line is None or app is None or book is None or book_line is None:
        return None
    if not all_platforms(sample, app) or not all_platforms(sample, book) or not mostly_numbers(sample, book_line):
        return None
    prices = [place for place, title in enumerate(titles) if title in _PRICES]

    def change(row: list[str]) -> list[list[str]]:
        of_app, of_book = [*row], [*row]
        of_app[book] = row[app]
        for place in prices:
            of_app[place] = ""
        of_book[line] = row[book_line]
        return [of_app, of_book] if tidy(row[book_line]) else [of_app]

    layout = f"lines of {header[app].strip()} and of {header[book].strip()} in one row"
    return Shape(header, change, (header[app], header[book_line]), layout=layout)


def _first(titles: list[str], names: list[str]) -> int | None:
    return next((titles.index(name) for name in names if name in titles), None)
