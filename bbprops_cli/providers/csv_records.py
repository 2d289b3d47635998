"""The records of a CSV file: its delimiter, the lines above its header, and its rows as lists of cells."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.source import Source

Record = tuple[int, list[str]]  # the line on which it begins, from 1, and its cells

DELIMITERS = ",;\t|"
LINES_ABOVE_HEADER = 20  # at most
TITLES = "lines above the header skipped"
_DECIMAL_COMMA = re.compile(r"([+−-]?\d+),(\d+)", re.ASCII)  # noqa: RUF001 - a minus as typed


def records(
    source: Source,
    known: Callable[[list[str]], int],
    skipped: Counter[str] | None = None,
    joined: Callable[[list[str], list[str]], list[str] | None] = lambda upper, lower: None,  # noqa: ARG005 - none
) -> Iterator[Record]:
    """The records that are not blank, the header first; `known` counts how many titles of a header are known.

    `joined` makes one header of two header rows, None if the second is a row of data. Raises InvalidInput for what is
    not CSV.
    """
    found = _records(source, known, Counter() if skipped is None else skipped, joined)
    header, second = next(found, None), next(found, None)
    if header and second and (whole := joined(header[1], second[1])):
        header, second = (header[0], whole), None
    yield from filter(None, (header, second))
    yield from found


def _records(
    source: Source,
    known: Callable[[list[str]], int],
    skipped: Counter[str],
    joined: Callable[[list[str], list[str]], list[str] | None],
) -> Iterator[Record]:
    begins = 1
    try:
        above, delimiter, header, upper = _beginning(source, known)
        whole = joined(upper, header) if upper else None
        if above > bool(whole):
            skipped[TITLES] += above - bool(whole)
        begins += above
        lines = islice(source.lines(), above, None)
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=any(cell[:1] == " " for cell in header[1:]))
        for row in reader:
            if whole:
                yield begins, whole
                whole = None
            elif any(row):
                yield begins, _with_points(row) if delimiter == ";" else row
            begins = above + reader.line_num + 1
    except csv.Error as error:
        reason = f"{source.label}, line {begins} cannot be read: {error}"
        raise InvalidInput(reason, hint="Look for a quote that is not closed.") from error


def _beginning(source: Source, known: Callable[[list[str]], int]) -> tuple[int, str, list[str], list[str]]:
    """How many lines stand above the header, the delimiter with most known titles, its titles and the row above."""
    first: tuple[int, str, list[str], list[str]] | None = None
    upper = ""
    for above, line in enumerate(islice(source.lines(), LINES_ABOVE_HEADER)):
        if not line.strip():
            continue
        rows = {delimiter: next(csv.reader([line], delimiter=delimiter), []) for delimiter in DELIMITERS}
        best = max(DELIMITERS, key=lambda one: (known(rows[one]), len(rows[one])))
        first = first or (0, best, rows[best], [])
        # A title, a date or `sep=;` may stand above the header; a row of data does not hold three known titles.
        if known(first[2]):
            return first
        if known(rows[best]) > 2:
            return above, best, rows[best], next(csv.reader([upper], delimiter=best), [])
        upper = line
    return first or (0, ",", [], [])


def _with_points(row: list[str]) -> list[str]:
    """The row with decimal points: where semicolons separate the cells, numbers have a decimal comma."""
    return [_DECIMAL_COMMA.sub(r"\1.\2", cell) if _DECIMAL_COMMA.fullmatch(cell) else cell for cell in row]
