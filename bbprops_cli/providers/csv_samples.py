"""What the first rows of a CSV file show about a column whose title is ambiguous.

A column is its place in the row, from 0; where None is allowed, it stands for a column that the table does not have.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from math import isnan

from bbprops_cli.providers.csv_cells import date_of, market_and_side, season_of, side_and_number, tidy, week_of
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_market, platform_key
from bbprops_cli.rules.props.odds_format import is_even, number
from bbprops_cli.rules.values.fold import fold_key
from bbprops_cli.rules.values.words import SIDES, TRUTH

Rows = list[list[str]]

# Words for a kind of bet or for any prop at all, which some sheets have in a column called market or type.
_NOT_MARKETS_TEXT = """
prop props playerprop playerprops player propbet playerpropbet playerpropsbet straight straightbet single singles
parlay sgp teaser bet wager pickem pick moneyline ml ou overunder overunders total totals market markets main
standard alternate alt goblin demon game full line lines fantasy live pregame prematch open closed settled
"""
NOT_MARKETS = set(_NOT_MARKETS_TEXT.split())
_AMERICAN = re.compile(r"[+\-\u2212]?\d{3,6}(?:\.0)?", re.ASCII)
_COMPACT = re.compile(r"\d{8}T\d{4}", re.ASCII)  # 20260731T142341Z
_DIGIT = re.compile(r"\d")
FORMATS = {"american", "decimal", "fractional", "us", "usa", "eu", "uk", "moneyline", "probability", "price"}
VARIANTS = {"standard", "normal", "regular", "base", "balanced", "demon", "goblin", "alternate", "red", "green"}


def cells_of(rows: Rows, place: int | None) -> list[str]:
    """The cells of a column that are not blank; N/A and None count as blank."""
    return [] if place is None else [cell for row in rows if place < len(row) and (cell := tidy(row[place]))]


def numbers_of(rows: Rows, place: int) -> list[float]:
    """The numeric cells of a column."""
    numbers = []
    for cell in cells_of(rows, place):
        try:
            numbers.append(number(cell))
        except ValueError:
            continue
    return numbers


def mostly_sides(rows: Rows, place: int | None) -> bool:
    """Whether most cells say over or under, alone or before a line."""
    return _most(cells_of(rows, place), lambda side, _: side is not None)


def any_sides(rows: Rows, place: int | None) -> bool:
    """Whether a cell says over or under, alone or before a line."""
    return any(mostly_sides([[cell]], 0) for cell in cells_of(rows, place))


def mostly_numbers(rows: Rows, place: int | None) -> bool:
    """Whether most cells are numbers, alone or behind a side."""
    return _most(cells_of(rows, place), lambda _, value: not isnan(value))


def all_sides(rows: Rows, place: int | None) -> bool:
    """Whether the cell of every row is a side and nothing else."""
    cells = cells_of(rows, place)
    return bool(cells) and len(cells) == len(rows) and all(cell.lower() in SIDES for cell in cells)


def all_variants(rows: Rows, place: int | None) -> bool:
    """Whether all cells are variants, such as demon, goblin and alternate."""
    cells = {cell.lower() for cell in cells_of(rows, place)}
    return bool(cells) and cells <= VARIANTS


def no_formats(rows: Rows, place: int | None) -> bool:
    """Whether the cells do not all name a format of odds, such as American."""
    cells = {fold_key(cell) for cell in cells_of(rows, place)}
    return not cells or not cells <= FORMATS


def all_platforms(rows: Rows, place: int | None) -> bool:
    """Whether all cells are platforms that we know."""
    cells = cells_of(rows, place)
    return bool(cells) and all(platform_key(cell) in PLATFORMS for cell in cells)


def any_times(rows: Rows, place: int | None) -> bool:
    """Whether one of the cells is a date with a time of day."""
    return any((":" in cell or _COMPACT.match(cell)) and is_date(cell) for cell in cells_of(rows, place))


def have_digits(rows: Rows, place: int) -> bool:
    """Whether half of the cells, or more, have a digit or say EVEN, as prices do and True does not."""
    cells = cells_of(rows, place)
    return sum(bool(_DIGIT.search(cell)) or is_even(cell) for cell in cells) * 2 >= len(cells)


def may_be_prices(rows: Rows, place: int) -> bool:
    """Whether the cells may be prices: False for other words, and if most are probabilities, in percent or up to 1."""
    cells = cells_of(rows, place)
    if not have_digits(rows, place):
        return False
    odd = sum(cell.endswith("%") for cell in cells) + sum(-100 < one <= 1 for one in numbers_of(rows, place))
    return odd * 2 <= len(cells)


def rather_prices(rows: Rows, place: int) -> bool:
    """Whether most cells are American odds, or one is finer than a line, which has quarters at most."""
    numbers = numbers_of(rows, place)
    american = sum(abs(one) >= 100 and one.is_integer() for one in numbers)
    return american * 2 > len(numbers) or any(one * 4 % 1 for one in numbers)


def is_day_first(rows: Rows, place: int | None) -> bool:
    """Whether a column has dates such as 25/10/2025 or 25-10-2025, and none such as 10/25/2025."""
    swapped = [_is_date(cell, day_first=True) - _is_date(cell, day_first=False) for cell in cells_of(rows, place)]
    return 1 in swapped and -1 not in swapped


def is_date(cell: str) -> bool:
    """Whether a cell is a date, with the day before or behind the month."""
    return _is_date(cell, day_first=False) or _is_date(cell, day_first=True)


def _is_date(cell: str, *, day_first: bool) -> bool:
    try:
        return date_of(cell, day_first=day_first) is not None
    except ValueError:
        return False


def _most(cells: Iterable[str], fits: Callable[[str | None, float], bool]) -> bool:
    """Whether `fits` holds for the side and the line of most cells."""
    fitting = []
    for cell in cells:
        try:
            fitting.append(fits(*side_and_number(cell)))
        except ValueError:
            fitting.append(False)
    return sum(fitting) * 2 > len(fitting)


def _are_teams(rows: Rows, place: int) -> bool:
    """Whether the cells may be teams: False if all say yes or no, since `home` may say whether the team is at home."""
    cells = cells_of(rows, place)
    return not cells or not TRUTH.keys() >= {cell.lower() for cell in cells}


def _are_not_ids(rows: Rows, place: int) -> bool:
    """Whether a cell is not a whole number: some tables have the ids of the teams in columns called team."""
    cells = cells_of(rows, place)
    return not cells or not all(map(str.isdecimal, cells))


def _are_dates(rows: Rows, place: int) -> bool:
    """Whether a cell is a date, or all are blank: beside a date, `game_time` may say 7:30 PM or Tonight."""
    cells = cells_of(rows, place)
    return not cells or any(map(is_date, cells))


def _can_be(reader: Callable[[str], object], rows: Rows, place: int) -> bool:
    """Whether a cell can be read, or all are blank: where all weeks are Wild Card, the week comes from the date."""
    cells = cells_of(rows, place)
    for cell in cells:
        try:
            reader(cell)
        except ValueError:
            continue
        return True
    return not cells


def half_steps(rows: Rows, place: int | None) -> bool:
    """Whether most cells are in half steps, as lines are and decimal odds are not, and are not American odds."""
    cells = cells_of(rows, place)
    numbers = [] if place is None else numbers_of(rows, place)
    steps = sum((one * 2).is_integer() for one in numbers)
    return not cells or (steps * 4 >= len(cells) * 3 and not are_american(rows, place))


def are_american(rows: Rows, place: int | None) -> bool:
    """Whether most cells are American odds, one of them with a sign, which lines of hundreds of yards have not."""
    cells = cells_of(rows, place)
    prices = sum(bool(_AMERICAN.fullmatch(cell)) for cell in cells)
    return prices * 4 >= max(len(cells), 1) * 3 and any(cell[0] in "+-\N{MINUS SIGN}" for cell in cells)


def are_named(rows: Rows, place: int | None) -> bool:
    """Whether the cells may name markets: False if all say only what kind of bet it is, such as player_prop."""
    cells = cells_of(rows, place)
    return not cells or not all(fold_key(cell) in NOT_MARKETS for cell in {*cells})


def are_labels(rows: Rows, place: int | None) -> bool:
    """Whether the cells may name markets, and are neither sides nor numbers nor platforms."""
    return are_named(rows, place) and not (
        mostly_sides(rows, place) or mostly_numbers(rows, place) or all_platforms(rows, place)
    )


def are_markets(rows: Rows, place: int | None) -> bool:
    """Whether a fourth of the cells are markets that we know, also beside a side."""
    cells = cells_of(rows, place)
    return not cells or (are_labels(rows, place) and _known_markets(cells) * 4 >= len(cells))


def only_markets(rows: Rows, place: int | None) -> bool:
    """Whether most cells are markets that we know."""
    cells = cells_of(rows, place)
    return bool(cells) and are_labels(rows, place) and _known_markets(cells) * 5 >= len(cells) * 4


def _known_markets(cells: list[str]) -> int:
    return sum(is_market(market_and_side(cell)[0]) for cell in cells)


# What the cells below a weak title must look like, by the names that the table of `csv_headers` uses.
LOOKS: dict[str, Callable[[Rows, int], bool]] = {
    "": lambda rows, place: True,  # noqa: ARG005 - a strong title needs no look at the cells
    "sides": mostly_sides,
    "named": are_named,
    "labels": are_labels,
    "markets": are_markets,
    "only markets": only_markets,
    "numbers": mostly_numbers,
    "half steps": half_steps,
    "american": are_american,
    "prices": lambda rows, place: may_be_prices(rows, place) and rather_prices(rows, place),
    "no formats": no_formats,
    "platforms": all_platforms,
    "variants": all_variants,
    "words": lambda rows, place: not mostly_numbers(rows, place),
}

# By field, what must hold for the cells of its column, whatever the title says.
REQUIRED: dict[str, Callable[[Rows, int], bool]] = {
    "market_type": are_named,
    "line": lambda rows, place: not are_american(rows, place),
    "game_date": _are_dates,
    **dict.fromkeys(("home_team", "away_team"), _are_teams),
    **dict.fromkeys(("team", "opponent"), _are_not_ids),
    **dict.fromkeys(("odds", "over_odds", "under_odds"), may_be_prices),
    "week": partial(_can_be, week_of),
    "season": partial(_can_be, season_of),
}
