"""Which columns of a table a terminal shows: those that tell its rows apart, by importance."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bbprops_cli.catalog import Column
from bbprops_cli.output import console
from bbprops_cli.output.safe import stdout_is_unicode

NARROWEST_COLUMN = 32  # characters; a column is not cut below this while a less important one can be hidden instead
LAST_RANK = 100  # stands for rank 0: columns that only `wide` and --fields show
GAP = "  "
Measure = Callable[[str], int]


class Layout(NamedTuple):
    """How a column is written; `width` counts terminal cells."""

    align_right: bool
    width: int


class Table(NamedTuple):
    """Rows as text, the titles first, and the layout of each column; `measure` counts the terminal cells of a text.

    `page` has all rows, the titles first, or nothing when there are too many of them to look at.
    """

    columns: Sequence[Column]
    layout: list[Layout]
    rows: Iterator[list[str]]
    measure: Measure
    page: Sequence[Sequence[str]] = ()


def fit(table: Table, screen: int) -> Table:
    """The table with the columns that fit `screen` cells, cut where they must be.

    A column that says the same in all rows goes first, and a note names its value; then columns go by their rank, and a
    note names them. Columns of rank 1 stay, as do those with a value other than their usual one.
    """
    columns, kept = table.columns, list(range(len(table.columns)))
    same = _same_in_all_rows(table)
    leaving = iter(sorted(_may_go(table, same), key=lambda place: _order(columns[place], place, same)))

    def needed() -> int:
        return _total([_needed(columns[place], table.layout[place]) for place in kept])

    while needed() > screen and len(kept) > 1 and (place := next(leaving, None)) is not None:
        kept.remove(place)
    gone = [place for place in range(len(columns)) if place not in kept]
    _note(table, gone, same)
    layout = _capped([(columns[place], table.layout[place]) for place in kept], screen)
    rows = (
        [_cut(row[place], width, table.measure) for place, (_, width) in zip(kept, layout, strict=True)]
        for row in table.rows
    )
    return Table([columns[place] for place in kept], layout, rows, table.measure)


def total_width(layout: Sequence[Layout]) -> int:
    """The terminal cells that a row takes."""
    return _total([each.width for each in layout])


def _same_in_all_rows(table: Table) -> dict[int, str]:
    """The columns in which all rows have one text, and that text; a single row tells nothing."""
    rows = table.page[1:]
    if len(rows) < 2:
        return {}
    return {place: texts[0] for place, texts in enumerate(zip(*rows, strict=True)) if len(set(texts)) == 1}


def _may_go(table: Table, same: dict[int, str]) -> Iterator[int]:
    for place, column in enumerate(table.columns):
        is_usual = place in same and same[place] == column.usual
        if column.rank != 1 and (is_usual or not column.usual):
            yield place


def _order(column: Column, place: int, same: dict[int, str]) -> tuple[bool, int, int]:
    return place not in same, -(column.rank or LAST_RANK), -place


def _note(table: Table, gone: Sequence[int], same: dict[int, str]) -> None:
    columns = table.columns
    told = [place for place in gone if same.get(place)]
    if shared := [f"{table.page[0][place]} {same[place]}" for place in told if same[place] != columns[place].usual]:
        console.note(f"in all rows: {', '.join(shared)}")
    if hidden := [columns[place].title for place in gone if place not in told]:
        noun = "column" if len(hidden) == 1 else "columns"
        console.note(f"{len(hidden)} {noun} hidden: {', '.join(hidden)}; -o wide shows all")


def _needed(column: Column, layout: Layout) -> int:
    return layout.width if column.whole else min(layout.width, NARROWEST_COLUMN)


def _capped(columns: Sequence[tuple[Column, Layout]], screen: int) -> list[Layout]:
    """The layout with the largest cap on every width at which all columns fit the screen; `whole` ones are not cut."""

    def width(column: Column, layout: Layout, cap: int) -> int:
        return layout.width if column.whole else min(layout.width, cap)

    caps = range(screen, 1, -1)
    cap = next((cap for cap in caps if _total([width(*each, cap) for each in columns]) <= screen), 1)
    return [layout._replace(width=width(column, layout, cap)) for column, layout in columns]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _cut(text: str, width: int, measure: Measure) -> str:
    if measure(text) <= width:
        return text
    dots = "…" if stdout_is_unicode() else "..."[:width]
    text = text[:width]
    while text and measure(text) > width - len(dots):
        text = text[:-1]
    return text + dots
