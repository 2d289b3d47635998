"""Aligned columns for people: a Rich table on a terminal, plain columns when they are many or go into a pipe."""

import sys
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice

from bbprops_cli.catalog import Column
from bbprops_cli.output import console
from bbprops_cli.output.safe import escape, stdout_is_unicode
from bbprops_cli.output.values import NUMBERS, Cell, Look, Row, cells, texts, title

RICH_ROWS = 500
SHORTEST_ID = 6
NARROWEST = 32  # a column is not cut below this while less important ones can go instead
LEAST = 100  # behind every rank stand the columns that only `wide` and --fields show
GAP = "  "
Measure = Callable[[str], int]
Layout = tuple[bool, int]  # whether to align to the right, and the width


def lines(rows: Iterator[Row], columns: Sequence[Column], look: Look, *, zone: str, wide: bool) -> Iterator[str]:
    """The table as text, piece by piece; on a terminal it fits the screen unless it is `wide`."""
    terminal = sys.stdout.isatty()
    fits = terminal and not wide
    sample = list(islice(rows, RICH_ROWS + 1))
    if terminal and not sample:
        console.note("no rows")
        return
    show = cells(columns, look, escape, human=True)
    if fits:
        show = [_short_id(sample, place) if each.type == "uuid" else show[place] for place, each in enumerate(columns)]
    grid = [[title(column, zone) for column in columns], *(texts(row, show) for row in sample)]
    measure = _cell_length if terminal else display_width
    widths = [max(map(measure, each)) for each in zip(*grid, strict=True)]
    whole = chain(grid, (texts(row, show) for row in rows))
    if not fits:
        yield from _plain(whole, _layout(columns, widths, sample), measure)
        return
    kept, widths = _fit(columns, widths, _screen_width())
    layout = [each for place, each in enumerate(_layout(columns, widths, sample)) if place in kept]
    fitted = ([_cut(row[place], widths[place], measure) for place in kept] for row in whole)
    if len(sample) <= RICH_ROWS:
        yield _rich(fitted, layout)
        return
    console.note(f"more than {RICH_ROWS} rows: plain columns")
    yield from _plain(fitted, layout, measure)


def _layout(columns: Sequence[Column], widths: Sequence[int], sample: Sequence[Row]) -> list[Layout]:
    return [
        (column.type in NUMBERS or (column.type == "value" and _all_numbers(sample, place)), widths[place])
        for place, column in enumerate(columns)
    ]


def _all_numbers(sample: Sequence[Row], place: int) -> bool:
    kinds = {type(row[place]) for row in sample} - {type(None)}
    return bool(kinds) and kinds <= {int, float}


def _short_id(sample: Sequence[Row], place: int) -> Cell:
    """Ends of ids, as long as it takes to tell those on the page apart."""
    ids = {str(row[place]) for row in sample if row[place] is not None}
    length = next(n for n in range(SHORTEST_ID, 37) if n == 36 or len({each[-n:] for each in ids}) == len(ids))
    return lambda value: escape(str(value)[-length:])


def _fit(columns: Sequence[Column], widths: list[int], screen: int) -> tuple[list[int], list[int]]:
    """The places of the columns that fit, and the widths at which they do; says which ones went."""
    kept = list(range(len(columns)))

    def needed() -> int:
        return sum(min(widths[place], NARROWEST) for place in kept) + len(GAP) * (len(kept) - 1)

    while needed() > screen and len(kept) > 1:
        kept.remove(max(kept, key=lambda place: (columns[place].rank or LEAST, place)))
    if hidden := [column.title for place, column in enumerate(columns) if place not in kept]:
        noun = "column" if len(hidden) == 1 else "columns"
        console.note(f"{len(hidden)} {noun} hidden: {', '.join(hidden)}; -o wide shows all")
    space = screen - len(GAP) * (len(kept) - 1)
    widest = next((cap for cap in range(space, 1, -1) if sum(min(widths[place], cap) for place in kept) <= space), 1)
    return kept, [min(width, widest) for width in widths]


def _cut(text: str, width: int, measure: Measure) -> str:
    if measure(text) <= width:
        return text
    dots = "…" if stdout_is_unicode() else "..."[:width]
    text = text[:width]
    while text and measure(text) > width - len(dots):
        text = text[:-1]
    return text + dots


def _plain(rows: Iterator[list[str]], layout: Sequence[Layout], measure: Measure) -> Iterator[str]:
    for row in rows:
        padded = []
        for text, (right, width) in zip(row, layout, strict=True):
            space = " " * (width - measure(text))
            padded.append(space + text if right else text + space)
        yield GAP.join(padded).rstrip() + "\n"


def _rich(rows: Iterator[list[str]], layout: Sequence[Layout]) -> str:
    from rich.box import Box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rule = "─" if stdout_is_unicode() else "-"
    box = Box(f"    \n    \n {rule * 2} \n" + "    \n" * 5)
    table = Table(box=box, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for head, (right, width) in zip(next(rows), layout, strict=True):
        table.add_column(Text(head), justify="right" if right else "left", width=width, no_wrap=True, overflow="crop")
    for row in rows:
        table.add_row(*map(Text, row))
    page = StringIO()
    width = sum(width for _, width in layout) + len(GAP) * (len(layout) - 1)
    screen = Console(
        file=page, width=width, color_system="standard" if console.colour() else None, force_terminal=True, emoji=False
    )
    screen.print(table)
    return page.getvalue()


def _screen_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _cell_length(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes; Rich, which knows it better, is too slow to load for a pipe."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(letter) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )
