"""How the rows under one header are to be read."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cached_property

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.csv_books import Book
from bbprops_cli.providers.csv_headers import fold_title
from bbprops_cli.providers.csv_samples import Rows
from bbprops_cli.rules.props.odds_format import OddsFormat


class NotUnderstood(InvalidInput):
    """A table without a column for the player, the market or the line; `plan` has what was understood."""

    def __init__(self, sentence: str, plan: "Plan", *, hint: str) -> None:
        super().__init__(sentence, hint=hint)
        self.plan = plan


@dataclass
class Plan:
    """The column of each field, the layout of the prices, and the columns that are kept beside them.

    A column is its place in the row, from 0; None where the table has no such column.
    """

    header: list[str]
    index: dict[str, int]  # by field
    why: dict[str, str] = field(default_factory=dict)  # why a header is the field, for --explain
    books: list[Book] = field(default_factory=list)  # platforms that have columns of their own
    others: list[tuple[str, int]] = field(default_factory=list)  # title and column of what is kept as `raw`
    bookkeeping: list[tuple[str, int]] = field(default_factory=list)  # of what says when the file was made
    variant_flags: list[tuple[str, int]] = field(default_factory=list)  # is_demon, is_goblin: yes or no to a variant
    market: str = ""  # of all rows, where no column has it
    row_too: bool = False  # beside the platforms, the row has a line of its own
    sided: bool = False  # one row per side
    unsided: bool = False  # each row has one price, and nothing says of which side
    seen: int | None = None  # when the row was fetched or last updated
    ours: bool = False  # an export of bbprops, taken literally
    day_first: bool = False
    zone: tzinfo = UTC  # of start times whose cells name none
    zone_why: str = ""  # the zone and where it comes from, for --explain
    flash_sale_line: int | None = None  # the line of PrizePicks during a flash sale
    description: int | None = None  # of a PrizePicks projection; may be the opponent
    league_id: int | None = None  # PrizePicks' id of a league, where no column names it
    game_number: int | None = None  # of a doubleheader
    under_line: int | None = None  # the line of the under, where each side has its own
    layout: str = ""  # where the prices are, for --explain
    shapes: list[str] = field(default_factory=list)  # how the table was reshaped, for --explain
    sample: Rows = field(default_factory=list)  # the first rows
    used: set[str] = field(default_factory=set)  # titles that were read to make other columns
    notes: list[str] = field(default_factory=list)  # on what could be understood in two ways
    team_ids: list[int] = field(default_factory=list)  # of the player's team, the home team and the away team

    @cached_property
    def titles(self) -> list[str]:
        """The titles of the columns, folded."""
        return [fold_title(title) for title in self.header]

    @property
    def unused(self) -> list[str]:
        """The titles of which nothing is used; their cells are kept as `raw` in extra_metadata."""
        read = {self.description, self.flash_sale_line, self.league_id, self.game_number, *self.team_ids}
        read |= {place for _, place in self.variant_flags}
        return [title for title, place in self.others if title not in self.used and place not in read]

    @property
    def likely_format(self) -> OddsFormat:
        """The odds format that the titles of the price columns name; auto if they name none or both."""
        places = [self.index.get("odds"), self.index.get("under_odds")]
        places += [place for book in self.books for place in (book.over, book.under)]
        titles = " ".join(self.titles[place] for place in places if place is not None)
        named: list[OddsFormat] = [name for name in ("american", "decimal") if name in titles]
        return named[0] if len(named) == 1 else "auto"
