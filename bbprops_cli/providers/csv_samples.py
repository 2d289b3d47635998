"""What the first rows of a CSV file show about a column whose title is ambiguous.

A column is its place in the row, from 0; where None is allowed, it stands for a column that the table does not have.
"""

from collections.abc import Callable, Iterable
from functools import partial
from math import isnan

from bbprops_cli.providers.csv_cells import date_of, season_of, side_and_number, tidy, week_of
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import platform_key
from bbprops_cli.rules.props.odds_format import number
from bbprops_cli.rules.values.words import SIDES, TRUTH

Rows = list[list[str]]

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


def mostly_numbers(rows: Rows, place: int | None) -> bool:
    """Whether most cells are numbers, alone or behind a side."""
    return _most(cells_of(rows, place), lambda _, value: not isnan(value))


def all_sides(rows: Rows, place: int | None) -> bool:
    """Whether the cell of every row is a side and nothing else."""
    cells = cells_of(rows, place)
    return bool(cells) and len(cells) == len(rows) and all(cell.lower() in SIDES for cell in cells)


def all_lines(rows: Rows, place: int | None) -> bool:
    """Whether all cells are numbers in half steps, as lines are and edges are not."""
    cells = cells_of(rows, place)
    try:
        return bool(cells) and all((number(cell) * 2).is_integer() for cell in cells)
    except ValueError:
        return False


def all_variants(rows: Rows, place: int | None) -> bool:
    """Whether all cells are variants, such as demon, goblin and alternate."""
    cells = {cell.lower() for cell in cells_of(rows, place)}
    return bool(cells) and cells <= VARIANTS


def all_platforms(rows: Rows, place: int | None) -> bool:
    """Whether all cells are platforms that we know."""
    cells = cells_of(rows, place)
    return bool(cells) and all(platform_key(cell) in PLATFORMS for cell in cells)


def any_times(rows: Rows, place: int | None) -> bool:
    """Whether one of the cells is a date with a time of day."""
    return any(":" in cell and is_date(cell) for cell in cells_of(rows, place))


def may_be_prices(rows: Rows, place: int) -> bool:
    """Whether the cells may be prices: False if most are probabilities, which are in percent or up to 1."""
    cells = cells_of(rows, place)
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


# By field, what must hold for the cells of its column, whatever the title says.
REQUIRED: dict[str, Callable[[Rows, int], bool]] = {
    "game_date": _are_dates,
    **dict.fromkeys(("home_team", "away_team"), _are_teams),
    **dict.fromkeys(("odds", "over_odds", "under_odds"), may_be_prices),
    "week": partial(_can_be, week_of),
    "season": partial(_can_be, season_of),
}
