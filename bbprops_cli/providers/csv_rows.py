"""Rows of an analyst's CSV: read in blocks, with every row that cannot be read as a reject."""

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter

from bbprops_cli.providers.csv_headers import fold_title
from bbprops_cli.providers.csv_plan import Plan
from bbprops_cli.providers.csv_records import Record
from bbprops_cli.providers.csv_views import views_of
from bbprops_cli.providers.pipeline import Raw
from bbprops_cli.rules.props.markets import is_game_market
from bbprops_cli.rules.props.prop import Reject

GAME_LINES = "game lines (h2h, spreads, totals) skipped, since they are not player props"
DUPLICATE_HEADERS = "duplicate header rows skipped"
BLOCK_ROWS = 500  # read together, a column at a time: that takes half as long as a row at a time


class RowReader:
    """Reads the rows under one header; what it leaves out on purpose is counted in `skipped`."""

    def __init__(self, plan: Plan, file: str, skipped: Counter[str]) -> None:
        self._plan = plan
        self._file = file
        self._skipped = skipped
        self._views = views_of(plan)

    def read(self, records: Iterable[Record]) -> Iterator[Raw | Reject]:
        """Raw rows and rejects, in the order of the file; a row of several platforms gives several raw rows."""
        width, market = len(self._plan.header), self._plan.index.get("market_type")
        block: list[Record] = []
        for line, row in records:
            if len(row) != width and not _fits(row, width):
                if any(map(str.strip, row)):
                    yield from self._understood(block)
                    block = []
                    reason = f"has {len(row)} cells, but the header has {width}"
                    yield Reject(self._file, line, "row", reason, row)
            elif market is not None and is_game_market(row[market]):
                self._skipped[GAME_LINES] += 1
            elif row == self._plan.header:
                self._skipped[DUPLICATE_HEADERS] += 1
            else:
                block.append((line, row))
                if len(block) == BLOCK_ROWS:
                    yield from self._understood(block)
                    block = []
        yield from self._understood(block)

    def as_dict(self, row: list[str]) -> dict[str, str]:
        """The row with its titles, as a reject shows it."""
        return dict(zip(self._plan.header, row, strict=True))

    def _understood(self, block: list[Record]) -> Iterator[Raw | Reject]:
        """The block at once; if a cell in it cannot be read, its halves, until the row of that cell is alone."""
        try:
            raws = self._together(block)
        except ValueError:
            half = len(block) // 2
            if not half:
                yield from self._alone(*block[0])
                return
            yield from self._understood(block[:half])
            yield from self._understood(block[half:])
        else:
            yield from raws

    def _together(self, block: list[Record]) -> list[Raw]:
        if not self._plan.books:
            return self._views[0].raws(block)
        found: list[tuple[int, Raw]] = []
        for view in self._views:
            offered = [place for place, (_, row) in enumerate(block) if view.is_offered(row)]
            found += zip(offered, view.raws([block[place] for place in offered]), strict=True)
        if len({place for place, _ in found}) < len(block):
            raise ValueError("one of the rows has no value of any platform")
        return [raw for _, raw in sorted(found, key=itemgetter(0))]

    def _alone(self, line: int, row: list[str]) -> Iterator[Raw | Reject]:
        offered = [view for view in self._views if not self._plan.books or view.is_offered(row)]
        if not offered:
            column = "odds" if "line" in self._plan.index else "line"
            yield Reject(self._file, line, column, "is missing on every platform", self.as_dict(row))
        for view in offered:
            try:
                yield from view.raws([(line, row)])
            except ValueError:
                if [fold_title(cell) for cell in row] == self._plan.titles:
                    self._skipped[DUPLICATE_HEADERS] += 1
                    break
                yield Reject(self._file, line, *view.fault(row), self.as_dict(row))


def _fits(row: list[str], width: int) -> bool:
    """Cut blank cells off the end of a row; True if it is then as wide as the header."""
    if any(map(str.strip, row[width:])):
        return False
    del row[width:]
    return len(row) == width
