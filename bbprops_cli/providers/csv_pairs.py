"""Cells of an analyst's CSV that hold a line and its price, `(1.5) -115`: two columns are made of one."""

import re
from collections.abc import Iterable, Iterator

from bbprops_cli.providers.csv_samples import cells_of
from bbprops_cli.rules.market_names import PLATFORMS
from bbprops_cli.rules.markets import platform_key

_PAIR = re.compile(r"\((\d+(?:\.\d+)?)\)\s*([+-]?\d+)?", re.ASCII)


def paired(header: list[str], sample: list[list[str]]) -> list[int]:
    """Which columns of platforms hold a line with every price; one that is still blank goes with the others."""
    cells = {place: cells_of(sample, place) for place, title in enumerate(header) if platform_key(title) in PLATFORMS}
    pairs = {place for place, said in cells.items() if sum(map(bool, map(_PAIR.fullmatch, said))) * 2 > len(said)}
    return [place for place in cells if place in pairs or not cells[place]] if pairs else []


def taken_apart(header: list[str], places: list[int]) -> list[str]:
    """The header with the price where the pair was, and the line at the end."""
    titles = [f"{title} odds" if place in places else title for place, title in enumerate(header)]
    return [*titles, *(f"{header[place]} line" for place in places)]


def with_lines_apart(
    records: Iterable[tuple[int, list[str]]], places: list[int], width: int
) -> Iterator[tuple[int, list[str]]]:
    """The rows under that header; one that is too short or too long stays as it is."""
    for line, row in records:
        if len(row) == width:
            for place in places:
                found = _PAIR.fullmatch(row[place].strip())
                row.append(found[1] if found else "")
                row[place] = (found[2] or "") if found else row[place]
        yield line, row
