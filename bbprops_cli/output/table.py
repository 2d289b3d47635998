"""Aligned columns for people: a Rich table on a terminal, plain columns in a pipe and when there are many rows."""

import sys
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice

from bbprops_cli.catalog import Column
from bbprops_cli.output import console
from bbprops_cli.output.fit import GAP, Layout, Table, fit, total_width
from bbprops_cli.output.safe import escape, stdout_is_unicode
from bbprops_cli.output.values import NUMBERS, Cell, Look, Row, cells, texts, title

MOST_RICH_ROWS = 500
SHORTEST_ID_CHARACTERS = 6
UUID_CHARACTERS = 36
MOST_DECIMALS = 4  # a number with more is shown as it is
VARIANT_MARKS = {"demon": "▲ demon", "goblin": "▼ goblin"}
Renderer = Callable[[Table], Iterator[str]]


def lines(rows: Iterator[Row], columns: Sequence[Column], look: Look, *, wide: bool) -> Iterator[str]:
    """Write the table as text, piece by piece; on a terminal it fits the screen unless it is `wide`.

    Widths are measured on the first rows only, so that a long list streams.
    """
    terminal = sys.stdout.isatty()
    sample = list(islice(rows, MOST_RICH_ROWS + 1))
    if terminal and not sample:
        console.note("no rows")
        return
    render = choose(len(sample), terminal=terminal, wide=wide)
    show = cells(columns, look, escape, human=True)
    if render is not plain:
        show = [_on_screen(show[place], column, sample, place) for place, column in enumerate(columns)]
    measured = [[title(column, look) for column in columns], *(texts(row, show) for row in sample)]
    measure = _rich_width if terminal else display_width
    layout = [
        Layout(_is_numeric(column, sample, place), max(map(measure, cell_texts)))
        for place, (column, cell_texts) in enumerate(zip(columns, zip(*measured, strict=True), strict=True))
    ]
    complete = len(sample) <= MOST_RICH_ROWS
    table = Table(columns, layout, chain(measured, (texts(row, show) for row in rows)), measure)
    yield from render(table._replace(page=measured) if complete else table)


def choose(rows: int, *, terminal: bool, wide: bool) -> Renderer:
    """The renderer: `plain` in a pipe and for `-o wide`; on a terminal `rich`, or `fitted` when there are many rows."""
    if wide or not terminal:
        return plain
    return rich if rows <= MOST_RICH_ROWS else fitted


def plain(table: Table) -> Iterator[str]:
    """Write every column whole, padded with spaces."""
    for row in table.rows:
        padded = []
        for text, (align_right, width) in zip(row, table.layout, strict=True):
            space = " " * (width - table.measure(text))
            padded.append(space + text if align_right else text + space)
        yield GAP.join(padded).rstrip() + "\n"


def fitted(table: Table) -> Iterator[str]:
    """Write the columns that fit the screen, padded with spaces; a Rich table needs all of its rows in memory."""
    narrow = fit(table, _screen_width())
    console.note(f"more than {MOST_RICH_ROWS} rows: plain columns")
    return plain(narrow)


def rich(table: Table) -> Iterator[str]:
    """Write the columns that fit the screen as one Rich table with a bold header."""
    from rich.box import Box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    narrow = fit(table, _screen_width())
    rule = "─" if stdout_is_unicode() else "-"
    box = Box(f"    \n    \n {rule * 2} \n" + "    \n" * 5)
    drawn = RichTable(box=box, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for head, (align_right, width) in zip(next(narrow.rows), narrow.layout, strict=True):
        drawn.add_column(
            Text(head), justify="right" if align_right else "left", width=width, no_wrap=True, overflow="crop"
        )
    for row in narrow.rows:
        drawn.add_row(*map(Text, row))
    page = StringIO()
    screen = Console(
        file=page,
        width=total_width(narrow.layout),
        height=1,  # of no use here, but without it Rich takes a dumb terminal (TERM=dumb) for 80 columns wide
        color_system="standard" if console.colour() else None,
        force_terminal=True,
        emoji=False,
    )
    screen.print(drawn)
    yield page.getvalue()


def _on_screen(show: Cell, column: Column, sample: Sequence[Row], place: int) -> Cell:
    """The cell of a column on a terminal: ids are short, numbers have equally many decimals, and variants a mark."""
    if column.type == "uuid":
        return _short_id(sample, place)
    if column.type == "float":
        return _aligned(show, [show(row[place]) for row in sample if row[place] is not None])
    if column.name == "variant" and stdout_is_unicode():
        return lambda value: VARIANT_MARKS.get(value) or show(value)
    return show


def _aligned(show: Cell, page: Sequence[str]) -> Cell:
    """A cell that adds zeros to a number until it has as many decimals as the longest on the page."""
    decimals = max((len(text.partition(".")[2]) for text in page), default=0)
    if not 0 < decimals <= MOST_DECIMALS:
        return show

    def padded(value: object) -> str:
        whole, _, after = (text := show(value)).partition(".")
        return f"{whole}.{after:0<{decimals}}" if whole.lstrip("-").isdigit() else text

    return padded


def _is_numeric(column: Column, sample: Sequence[Row], place: int) -> bool:
    """True if the column holds numbers; what a path in JSON finds is judged by the rows that were measured."""
    if column.type != "value":
        return column.type in NUMBERS
    types = {type(row[place]) for row in sample} - {type(None)}
    return bool(types) and types <= {int, float}


def _short_id(sample: Sequence[Row], place: int) -> Cell:
    """A cell that shows the end of an id: as many characters as tell the ids on the page apart."""
    ids = {str(row[place]) for row in sample if row[place] is not None}
    lengths = range(SHORTEST_ID_CHARACTERS, UUID_CHARACTERS)
    length = next((n for n in lengths if len({each[-n:] for each in ids}) == len(ids)), UUID_CHARACTERS)
    return lambda value: escape(str(value)[-length:])


def _screen_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _rich_width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def display_width(text: str) -> int:
    """The terminal cells that a text takes; Rich, which counts them better, is too slow to load for a pipe."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(letter) in {"Mn", "Me", "Cf"} else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )
