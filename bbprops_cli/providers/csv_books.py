"""Very wide tables, in which platforms have columns of their own: which platform a column is of, and what it holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bbprops_cli.providers.csv_headers import WORDS
from bbprops_cli.providers.csv_samples import Rows, any_sides, have_digits, may_be_prices, numbers_of, rather_prices
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import platform_key
from bbprops_cli.rules.values.words import HEADER_SIDES, Side

# Words of averages, probabilities and team totals, which stand where the name of a platform may stand.
_NOT_BOOKS_TEXT = """
best worst fair true avg average mean median max min high low open opening close closing current consensus market
model proj projected projection predicted my implied novig no vig prev previous old new home away team game alt
alternate prop bet player stat full half quarter line book sportsbook vegas prob probs probability p pct percent ev
point price edge hit hits rate kelly expected actual season l3 l5 l10 l15 l20 last
"""
NOT_BOOKS = set(_NOT_BOOKS_TEXT.split())
_SIDES: dict[str, Side] = HEADER_SIDES | {"ov": "over", "un": "under"}
_PRICE_WORDS = {*WORDS["PRICE"].split(), *WORDS["FORMAT"].split()}
_PRICE = "|".join(sorted(_PRICE_WORDS, key=len, reverse=True))
_BOOK = re.compile(
    r"(.+?)(?:[\s_.-]+|(?<=[a-z0-9])(?=[A-Z]))(?:(?i:prop)[\s_.-]+)?"
    rf"(?:((?i:line|point))|((?i:over|under))(?:[\s_.-]*(?i:{_PRICE}))*)"
)
# DraftKings, FanDuel Odds, over_betmgm, Bet365_Decimal; line_draftkings and over_odds_draftkings, as R pivots them.
_PLATFORM = re.compile(
    rf"(?:(line|point|over|under)[\s_.-]+)?(?:({_PRICE})[\s_.-]+)?(.+?)(?:[\s_.-]*({_PRICE}))?",
    re.IGNORECASE,
)


# dk_label, FanDuel Side: which side the price of the platform is of.
_SIDE_OF = re.compile(r"(.+?)[\s_.-]*(?:label|side|pick|o/?u|over[\s_/]?under|bet|outcome|selection)", re.IGNORECASE)


@dataclass
class Book:
    """The columns of one platform in a very wide table; None for a column that it does not have."""

    platform: str
    line: int | None = None
    over: int | None = None
    under: int | None = None
    side: int | None = None  # the column that says the side of `over`
    is_of_row: bool = False  # `over` is the price of the side that the row is about


def books_of(header: list[str], index: Mapping[str, int], sample: Rows) -> list[Book]:
    """The platforms with columns of their own, among the columns that `index` does not use for a field."""
    books: dict[str, Book] = {}
    for place, title in enumerate(header):
        if place in index.values() or "%" in title:
            continue
        if (found := _SIDE_OF.fullmatch(title.strip())) and any_sides(sample, place):
            books.setdefault(platform_key(found[1]), Book(platform_key(found[1]))).side = place
            continue
        found = _BOOK.fullmatch(_in_order(title))
        platform = platform_key(found[1]) if found else ""
        if found and (platform in PLATFORMS or not set(re.split(r"[\W_]+", found[1].lower())) & NOT_BOOKS):
            if found[2] or have_digits(sample, place):
                setattr(books.setdefault(platform, Book(platform)), "line" if found[2] else found[3].lower(), place)
        elif (found := _PLATFORM.fullmatch(title.strip())) and (platform := platform_key(found[3])) in PLATFORMS:
            _add_column(books.setdefault(platform, Book(platform)), place, found, sample, has_line="line" in index)
    return [book for book in books.values() if book.platform in PLATFORMS or _has_prices(book, sample)]


def _in_order(title: str) -> str:
    """`dk over` for a known platform and a side in any order, such as `price_Over_dk` and `DK (O)`."""
    words = [word for word in re.findall(r"[^\W_]+", title) if word.lower() not in _PRICE_WORDS]
    sides = [side for word in words if (side := _SIDES.get(word.lower()))]
    platform = "_".join(word for word in words if word.lower() not in _SIDES)
    return f"{platform} {sides[0]}" if len(sides) == 1 and platform_key(platform) in PLATFORMS else title.strip()


def _has_prices(book: Book, sample: Rows) -> bool:
    """Whether the columns of an unknown platform may hold prices, not probabilities or edges; True without rows."""
    prices = [place for place in (book.over, book.under) if place is not None]
    return bool(prices) and any(may_be_prices(sample, place) for place in prices)


def _add_column(book: Book, place: int, title: re.Match[str], sample: Rows, *, has_line: bool) -> None:
    """Add a column to a platform: if its title is only the name of the platform, the cells tell what it holds.

    Blank cells are prices if the table has a line.
    """
    is_blank = not numbers_of(sample, place)
    if title[1]:
        setattr(book, "line" if title[1].lower() in {"line", "point"} else title[1].lower(), place)
    elif title[2] or title[4] or rather_prices(sample, place) or (has_line and is_blank):
        book.over, book.is_of_row = place, True
    elif book.line is None:
        book.line = place
