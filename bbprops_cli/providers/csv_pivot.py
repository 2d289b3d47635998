"""Lines that were pivoted, with a column for every market: a row is made of each."""

from collections.abc import Iterable, Iterator

from bbprops_cli.providers.csv_columns import ALIASES, last_level
from bbprops_cli.providers.csv_samples import Rows, cells_of, numbers_of
from bbprops_cli.rules.markets import is_market

FEWEST = 3
_TAKEN = {"markettype", "line", *ALIASES["market_type"], *ALIASES["line"]}


def pivoted(header: list[str], sample: Rows) -> list[int]:
    """Which columns are of markets, where no other says market or line.

    Lines are in half steps, and not all whole: what players did is whole, what they may do is finer.
    """
    if not _TAKEN.isdisjoint(map(last_level, header)):
        return []
    places = [place for place, title in enumerate(header) if is_market(title)]
    cells = [cell for place in places for cell in cells_of(sample, place)]
    numbers = [number for place in places for number in numbers_of(sample, place)]
    are_lines = len(cells) == len(numbers) and all((number * 2).is_integer() for number in numbers)
    return places if len(places) >= FEWEST and are_lines and not all(map(float.is_integer, numbers)) else []


def unpivoted(header: list[str], places: list[int]) -> list[str]:
    """The header of such rows, with market and line at the end."""
    return [*(title for place, title in enumerate(header) if place not in places), "market", "line"]


def with_a_row_each(
    records: Iterable[tuple[int, list[str]]], header: list[str], places: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """The rows under that header; one that is too short or too long stays as it is."""
    others = [place for place in range(len(header)) if place not in places]
    for line, row in records:
        if len(row) != len(header):
            yield line, row
            continue
        for place in places:
            if row[place].strip():
                yield line, [*(row[other] for other in others), header[place], row[place]]
