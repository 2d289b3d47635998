"""Where a table has its prices: in columns of each platform, in one row per side, or both sides in one row."""

from collections.abc import Iterator
from enum import Enum

from bbprops_cli.providers import csv_samples as samples
from bbprops_cli.providers.csv_books import Book, books_of
from bbprops_cli.providers.csv_plan import Plan
from bbprops_cli.providers.csv_samples import Rows
from bbprops_cli.rules.props.market_names import PLATFORMS

# A side that an analyst recommends; it is the side of the price only where a row has one price.
RECOMMENDED_SIDES = (
    "pickside", "betside", "prediction", "recommendation", "recommendedside", "lean", "play",
)  # fmt: skip
UNDER_LINES = {"overline": "underline", "lineover": "lineunder", "overpoint": "underpoint", "pointover": "pointunder"}
PRICE_TITLES = {
    "over_odds": ("overodds", "overprice", "over"),
    "under_odds": ("underodds", "underprice", "under"),
    "odds": ("odds", "price"),
}
# Prices that are used if no column has the price without such a word: the best of all books, or the closing price.
PRICE_PREFIXES = ("best", "closing", "close", "current")


class Layout(Enum):
    """Where the prices of a line are."""

    BOOKS = "columns of each platform"
    SIDED = "one row per side"
    WIDE = "one row per prop, with both sides"


def settle_layout(plan: Plan, sample: Rows) -> None:
    """Decide on the layout, and fill in the columns that it needs."""
    books = books_of(plan.header, plan.index, sample)
    plan.under_line = _under_line(plan)
    if not books and not plan.index.keys() & PRICE_TITLES.keys():
        _take_prices(plan, sample)
    layout = _layout_of(plan, books, sample)
    plan.layout = layout.value
    if layout is Layout.BOOKS:
        _fill_books(plan, books, sample)
    elif layout is Layout.SIDED:
        _fill_sided(plan, books, sample)
    else:
        _fill_wide(plan, books)
    _note_unsided(plan)


def _note_unsided(plan: Plan) -> None:
    """Say that prices whose side nothing says are read as over odds."""
    if plan.sided:
        return
    single = [book.over for book in plan.books if book.is_of_row and book.under is None]
    if "odds" in plan.index and "under_odds" not in plan.index and plan.why.get("odds") and not plan.ours:
        single.append(plan.index["odds"])
    titles = [plan.header[place].strip() for place in single if place is not None]
    if titles:
        plan.unsided = True
        plan.notes.append(f"no column says the side of {', '.join(titles)}: read as over odds")


def _layout_of(plan: Plan, books: list[Book], sample: Rows) -> Layout:
    if _has_books(plan, books):
        return Layout.BOOKS
    if not _has_over_or_under_odds(plan) and _rows_have_sides(plan, _line_of(plan, books), sample):
        return Layout.SIDED
    return Layout.WIDE


def _has_books(plan: Plan, books: list[Book]) -> bool:
    """Whether only platforms have prices, and at least one of them a line, or a name that we know."""
    return not plan.index.keys() & PRICE_TITLES.keys() and bool(_usable(plan, books))


def _has_over_or_under_odds(plan: Plan) -> bool:
    """Whether a column has the price of the over or of the under."""
    return bool(plan.index.keys() & {"over_odds", "under_odds"})


def _rows_have_sides(plan: Plan, line: int | None, sample: Rows) -> bool:
    """Whether each row is about one side, which a column names, or with which lines begin, as in o4.5."""
    if _side_of(plan, sample) is not None:
        return True
    cells = [cell.strip() for row in sample if line is not None and line < len(row) for cell in [row[line]]]
    return any(cell[:1].lower() in {"o", "u"} for cell in cells if cell)


def _fill_books(plan: Plan, books: list[Book], sample: Rows) -> None:
    """Use the columns of the platforms; if each has one price, rows may still be about one side each.

    Where each platform has a line of its own, the line of the row is of another one.
    """
    plan.books = _usable(plan, books)
    plan.row_too = "line" in plan.index and all(book.line is not None for book in plan.books)
    if any(book.side is not None for book in plan.books):
        plan.sided = True
        return
    priced = [book for book in plan.books if (book.over, book.under) != (None, None)]
    is_of_row = bool(priced) and all(book.is_of_row for book in priced)
    if is_of_row and _rows_have_sides(plan, plan.index.get("line"), sample):
        plan.sided = True
    else:
        plan.index.pop("side", None)


def _fill_sided(plan: Plan, books: list[Book], sample: Rows) -> None:
    """The price and the line are of the side that the row is about."""
    plan.sided = True
    _fill(plan, "side", _side_of(plan, sample))
    _fill(plan, "line", _line_of(plan, books))


def _fill_wide(plan: Plan, books: list[Book]) -> None:
    """The over odds are `odds`; a column of sides is only a recommendation and stays raw.

    Platforms that are known, and have a line or prices of their own, are props beside those of the row.
    """
    if "line" in plan.index:
        plan.books = [book for book in books if book.platform in PLATFORMS and book.side is None]
        plan.row_too = bool(plan.books)
    elif "platform" not in plan.index and len(books) == 1 and _is_only_line(books[0]):
        _take_prices_of_row(plan, books[0])
        return
    if "over_odds" in plan.index:
        plan.index["odds"] = plan.index.pop("over_odds")
    plan.index.pop("side", None)
    _fill(plan, "line", _line_of(plan, books))


def _is_only_line(book: Book) -> bool:
    """Whether a known platform has a column for its line and none for prices."""
    return book.platform in PLATFORMS and book.line is not None and (book.over, book.under, book.side) == (None,) * 3


def _take_prices_of_row(plan: Plan, book: Book) -> None:
    """Give the prices of the row to the only platform, which has the only line: `dk_line, over_odds, under_odds`."""
    book.over = plan.index.pop("over_odds", plan.index.pop("odds", None))
    book.under = plan.index.pop("under_odds", None)
    plan.books = [book]
    plan.index.pop("side", None)


def _fill(plan: Plan, field: str, place: int | None) -> None:
    if place is not None:
        plan.index[field] = place


def _usable(plan: Plan, books: list[Book]) -> list[Book]:
    return [book for book in books if book.line is not None or "line" in plan.index or book.platform in PLATFORMS]


def _line_of(plan: Plan, books: list[Book]) -> int | None:
    """The column of the line; beside prices that are of no platform, the line of the first platform."""
    return plan.index.get("line", books[0].line if books else None)


def _side_of(plan: Plan, sample: Rows) -> int | None:
    """The column of the side; where a row has one price, also a side that is recommended in every row."""
    if "side" in plan.index or "odds" not in plan.index:
        return plan.index.get("side")
    places = [plan.titles.index(title) for title in RECOMMENDED_SIDES if title in plan.titles]
    return next((place for place in places if samples.all_sides(sample, place)), None)


def _under_line(plan: Plan) -> int | None:
    if "line" not in plan.index:
        return None
    title = UNDER_LINES.get(plan.titles[plan.index["line"]])
    return plan.titles.index(title) if title in plan.titles else None


def _take_prices(plan: Plan, sample: Rows) -> None:
    """Use the best prices, or the closing prices if the line is the closing line."""
    line = plan.titles[plan.index["line"]] if "line" in plan.index else ""
    for prefix in PRICE_PREFIXES:
        lines = {title for title in plan.titles if title.startswith(prefix) and title.endswith("line")}
        is_of_other_line = bool(lines - {line})
        if is_of_other_line or (prefix != "best" and not lines):
            continue
        for field, place in _prefixed_prices(plan, prefix):
            if samples.may_be_prices(sample, place):
                plan.index.setdefault(field, place)


def _prefixed_prices(plan: Plan, prefix: str) -> Iterator[tuple[str, int]]:
    for field, ends in PRICE_TITLES.items():
        titles = {prefix + end for end in ends}
        yield from ((field, place) for place, title in enumerate(plan.titles) if title in titles)
