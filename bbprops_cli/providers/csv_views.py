"""Reading rows of cells into props, a column at a time; a file has one view, a very wide one a view per platform."""

from collections.abc import Callable, Iterable
from datetime import UTC
from functools import partial
from itertools import repeat
from math import isnan
from typing import Any, NamedTuple

from bbprops_cli.providers import csv_cells as cells
from bbprops_cli.providers.csv_extras import Add, adders
from bbprops_cli.providers.csv_plan import Plan
from bbprops_cli.providers.csv_records import Record
from bbprops_cli.providers.pipeline import NO_LINE, Raw
from bbprops_cli.rules.props.prop import CONTENT, NEEDED, TEXTS, Prop
from bbprops_cli.rules.values.words import Side

Reader = Callable[[str], Any]  # raises ValueError for a cell that cannot be read
Column = tuple[str, ...]  # the cells of one column

READERS: dict[str, Reader] = {
    **dict.fromkeys(("league", "market_type", "period", "platform", "external_id"), cells.tidy),
    **dict.fromkeys(("position", "stat_category"), cells.known),
    **dict.fromkeys(("player_id", "game_id"), cells.id_of),
    "week": cells.week_of, "season": cells.season_of, "player_name": cells.name_of, "team": cells.team_of,
    "opponent": cells.opponent_of, "variant": cells.variant_of, "game_date": cells.date_of, "is_active": cells.truth,
    "extra_metadata": lambda text: cells.metadata(text) if text else {},
}  # fmt: skip
# The readers of an export of bbprops: its texts are taken literally.
VERBATIM = READERS | {name: str if name in NEEDED else lambda text: text or None for name in TEXTS if name != "season"}
# The values of a prop without any cell; extra_metadata, the last, is a new dict for each prop.
_BLANK = tuple(name == "is_active" or ("" if name in NEEDED else None) for name in CONTENT[:-1])
_LINE, _MARKET, _PLATFORM = (CONTENT.index(name) for name in ("line", "market_type", "platform"))


class View(NamedTuple):
    """What a row says of one platform; in most files the platform is a column, and one view is all."""

    plan: Plan
    platform_places: tuple[int, ...]  # the columns of the platform; none where the view is all
    blank: tuple[Any, ...]
    readers: list[tuple[int, Reader, int]]  # the place in a prop, the reader, the place in the row
    line: int | None
    over: int | None
    under: int | None
    side: int | None
    sided: bool  # the price is of the side that a cell names
    extras: list[Add]

    def is_offered(self, row: list[str]) -> bool:
        """Whether the row has a value of the platform."""
        return any(cells.tidy(row[place]) for place in self.platform_places)

    def raws(self, block: list[Record]) -> list[Raw]:
        """The rows of a block; raises ValueError if one of their cells cannot be read."""
        if not block:
            return []
        starts, rows = zip(*block, strict=True)
        columns: list[Column] = list(zip(*rows, strict=True))
        blank = ("",) * len(rows)
        line, over, under, side = (
            blank if place is None else columns[place] for place in (self.line, self.over, self.under, self.side)
        )
        sides, numbers = zip(*map(cells.side_and_number, line), strict=True)
        if self.sided:
            sides, numbers = _with_side_column(side, sides, numbers, required=not self.platform_places)
        props = self._props(columns, numbers)
        for add in self.extras:
            for prop, row in zip(props, rows, strict=True):
                add(prop, row)
        if self.sided:
            made = list(map(Raw.of_side, props, starts, rows, sides, over))
        else:
            made = list(map(Raw, props, starts, rows, over, under))
        if self.plan.seen is not None:
            for raw, cell in zip(made, columns[self.plan.seen], strict=True):
                raw.seen = cells.moment_of(cell)
        return made

    def _props(self, columns: list[Column], lines: Iterable[float]) -> list[Prop]:
        values: list[Iterable[Any]] = [*map(repeat, self.blank), iter(dict, None)]
        for place, read, column in self.readers:
            values[place] = map(read, columns[column])
        values[_LINE] = lines
        return list(map(Prop, *values))

    def fault(self, row: list[str]) -> tuple[str, str]:
        """The first field that cannot be read and the reason, for a row that `raws` refuses."""
        line, flash_sale_line, side = (
            "" if place is None else row[place] for place in (self.line, self.plan.flash_sale_line, self.side)
        )
        priced: list[tuple[str, Reader, str]] = [
            ("line", cells.side_and_number, line),
            ("line", cells.side_and_number, flash_sale_line),
            ("side", cells.side_of, side),
        ]
        others = ((CONTENT[place], read, row[column]) for place, read, column in self.readers)
        for name, read, cell in [*priced, *others]:
            try:
                read(cell)
            except ValueError as error:
                if cell:
                    return name, str(error)
        return "side", "is missing"


def views_of(plan: Plan) -> list[View]:
    """The views of a table: one for each platform that has columns of its own, or one for all."""
    extras = adders(plan)
    if not plan.books:
        return [_view(plan, plan.index, extras)]
    shared = {name: place for name, place in plan.index.items() if name not in PRICES}
    views = []
    if plan.row_too:
        own = tuple(plan.index[name] for name in ("line", *PRICES) if name in plan.index)
        views.append(_view(plan, plan.index, extras, own))
    for book in plan.books:
        places = {"line": book.line, "odds": book.over, "under_odds": book.under}
        named = {name: place for name, place in places.items() if place is not None}
        side = {} if book.side is None else {"side": book.side}
        views.append(_view(plan, shared | named | side, extras, tuple(named.values()), book.platform))
    return views


PRICES = ("odds", "under_odds")


def _view(plan: Plan, index: dict[str, int], extras: list[Add], own: tuple[int, ...] = (), platform: str = "") -> View:
    readers = VERBATIM if plan.ours else READERS
    if plan.day_first or plan.zone is not UTC:
        readers = readers | {"game_date": partial(cells.date_of, day_first=plan.day_first, zone=plan.zone)}
    blank = list(_BLANK)
    blank[_PLATFORM], blank[_MARKET] = platform, plan.market
    read = index.keys() & (readers.keys() - {"platform"} if platform else readers.keys())
    return View(
        plan=plan,
        platform_places=own,
        blank=tuple(blank),
        readers=[(place, readers[name], index[name]) for place, name in enumerate(CONTENT) if name in read],
        line=index.get("line"),
        over=index.get("odds"),
        under=index.get("under_odds"),
        side=index.get("side"),
        sided=plan.sided and ("side" in index or "under_odds" not in index),
        extras=extras,
    )


def _with_side_column(
    words: Iterable[str], sides: Iterable[Side | None], numbers: Iterable[float], *, required: bool
) -> tuple[tuple[Side | None, ...], tuple[float, ...]]:
    """The sides and lines of rows that are about one side, which a column names, or else the cell of the line.

    Yes and no in that column have a line of their own, where the cell of the line is blank. Raises ValueError for a
    row without a side if one is `required`.
    """
    read = cells.side_and_number if required else cells.side_if_any
    named = [read(word) if word else (side, NO_LINE) for word, side in zip(words, sides, strict=True)]
    found = tuple(side for side, _ in named)
    if required and None in found:
        raise ValueError("a row has no side")
    lines = tuple(other if isnan(one) else one for one, (_, other) in zip(numbers, named, strict=True))
    return found, lines
