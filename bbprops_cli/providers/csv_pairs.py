"""Lines of an analyst's CSV that do not stand alone: a cell has the price too, or a row has one for each side."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bbprops_cli.providers.csv_cells import side_and_number, tidy
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


def with_sides_apart(
    records: Iterable[tuple[int, list[str]]], index: Mapping[str, int], under_line: int | None
) -> Iterator[tuple[int, list[str]]]:
    """A row for each side where their lines differ, `4.5, -110, 5.5, -120`; else the rows as they are."""
    if under_line is None or not {"odds", "under_odds"} <= index.keys():
        yield from records
        return
    line, over, under = index["line"], index["odds"], index["under_odds"]
    for number, row in records:
        if max(line, over, under, under_line) >= len(row) or not _differ(row[line], row[under_line]):
            yield number, row
            continue
        lower = [*row]
        lower[line], lower[over], row[under] = row[under_line], "", ""
        if tidy(row[line]):
            yield number, row
        yield number, lower


def _differ(over_line: str, under_line: str) -> bool:
    try:
        return bool(tidy(under_line)) and side_and_number(over_line)[1] != side_and_number(under_line)[1]
    except ValueError:
        return False
