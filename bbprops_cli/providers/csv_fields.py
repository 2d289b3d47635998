"""Which column of an analyst's CSV holds which of our fields: a table of claims in order of priority."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from bbprops_cli.providers import csv_samples as samples
from bbprops_cli.providers.csv_headers import ALIASES, TABLE, fold_title, last_level, without_zone, zone_in
from bbprops_cli.providers.csv_samples import Rows
from bbprops_cli.rules.props.identity import is_damaged_id
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_game_market, platform_key
from bbprops_cli.rules.props.prop import CONTENT

# Titles of times, which are better than a date alone.
STARTS = (
    "starttimeiso",
    "commencetimeiso",
    "commencetime",
    "starttime",
    "startsat",
    "gametime",
    "gamestarttime",
    "gamedatetime",
    "scheduledat",
)

# Attributes of a PrizePicks projection that no other provider has.
PRIZEPICKS = (
    "flashsalelinescore", "flashsaleline", "flashsale", "boardtime", "adjustedodds", "projectiontype", "trendingcount",
    "isliverscored", "hr20", "relationshipsnewplayerdataid",
)  # fmt: skip
_PLAYER = [title for title in ("playername", *ALIASES["player_name"]) if title != "name"]
_MARKET = ["markettype", *ALIASES["market_type"]]
_MERGED = re.compile(r"_[xy]$")  # what pandas adds to a title that both of two merged tables have
_DATES = {"gamedate", *ALIASES["game_date"]}
_PRICES = {*ALIASES["over_odds"], *ALIASES["under_odds"]}
_VARIANTS = [fold_title(one.spelling) for one in TABLE if one.cells == "variants"]


class Table:
    """A header and its first rows, with what several claims ask of them."""

    def __init__(self, header: list[str], sample: Rows) -> None:
        self.header = header
        self.sample = sample
        self.places = _places(header, sample)

    @cached_property
    def on_players(self) -> Rows | None:
        """The rows that are on a player, not on a game; None if no column but `name` could tell."""
        player = next((self.places[title] for title in _PLAYER if title in self.places), None)
        market = next((self.places[title] for title in _MARKET if title in self.places), None)
        if player is None:
            return None
        named = [row for row in self.sample if player < len(row) and row[player].strip()]
        return [row for row in named if market is None or not (market < len(row) and is_game_market(row[market]))]

    @cached_property
    def name_is_side(self) -> bool:
        """Whether `name` is the side and `description` the player, as in an answer of The Odds API."""
        if "description" not in self.places:
            return False
        return not self.on_players or self.are_sides(self.places.get("name"))

    def are_sides(self, place: int | None) -> bool:
        """Whether a column says over and under in the rows on players.

        Without such a row, any row will do: totals have over and under there, while h2h and spreads have teams.
        """
        if self.on_players == []:
            return any(samples.mostly_sides([row], place) for row in self.sample)
        return samples.mostly_sides(self.sample if self.on_players is None else self.on_players, place)


class Claim:
    """A title that means a field, `unless` the table says otherwise, and if the cells below it `fit`.

    A weak title is believed because of its cells.
    """

    def __init__(
        self,
        field: str,
        spelling: str,
        unless: Callable[[Table], bool] | None = None,
        fit: Callable[[Table, int], bool] | None = None,
        *,
        is_weak: bool = False,
    ) -> None:
        self.field = field
        self.spelling = spelling
        self.title = fold_title(spelling)
        self.is_weak = is_weak
        self._unless = unless
        self._fit = fit

    def holds(self, table: Table, place: int) -> bool:
        """Whether the column at `place` is of the field."""
        if (self._unless and self._unless(table)) or (self._fit and not self._fit(table, place)):
            return False
        required = samples.REQUIRED.get(self.field)
        return required is None or required(table.sample, place)

    def why(self, title: str) -> str:
        """Why a header is taken for the field, for --explain."""
        if self.is_weak:
            return "by cells"
        if self.field == self.spelling:
            return "our name" if title == self.field else "our name, folded"
        return "exact alias" if _spaced(title) == self.spelling else "folded alias"


def find_fields(header: list[str], sample: Rows, index: dict[str, int]) -> dict[str, str]:
    """Add the column of each field to `index`, which holds the columns that --map has named; returns why, by field."""
    table = Table(header, sample)
    why = {}
    for claim in CLAIMS:
        place = table.places.get(claim.title)
        if place is None or claim.field in index or place in index.values():
            continue
        if claim.holds(table, place):
            index[claim.field] = place
            why[claim.field] = claim.why(header[place])
    if "market_type" not in index and samples.only_markets(sample, index.get("stat_category")):
        index["market_type"] = index.pop("stat_category")
        why["market_type"] = "by cells"
    return why


def _spaced(title: str) -> str:
    """The title in lower case, with spaces between its words, as the table of headers spells them."""
    return " ".join(re.split(r"[\W_]+", title.strip().lower()))


def is_prizepicks(places: Mapping[str, int], sample: Rows) -> bool:
    """Whether a table has projections of PrizePicks: its words for line and market, or other keys that only it has."""
    if "stattype" not in places:
        return False
    variants = {cell.lower() for cell in samples.cells_of(sample, places.get("oddstype"))}
    only_there = any(title in places for title in PRIZEPICKS) or variants & {"demon", "goblin"}
    return "linescore" in places or ("line" in places and bool(only_there))


def is_shared_id(header: list[str], sample: Rows, index: dict[str, int]) -> bool:
    """Whether players or markets share a value of the column external_id: a prop_id may number the markets.

    A column that is called external_id itself is taken at its word.
    """
    place = index.get("external_id")
    if place is None or fold_title(header[place]) == "externalid":
        return False
    names = [index[field] for field in ("player_name", "market_type") if field in index]
    props: dict[str, list[str]] = {}
    for row in sample:
        # Ids that a spreadsheet has damaged are shared, too; they are dropped with a note later.
        if max(place, *names, 0) < len(row) and row[place].strip() and not is_damaged_id(row[place].strip()):
            prop = [row[name].strip().lower() for name in names]
            if props.setdefault(row[place], prop) != prop:
                return True
    return False


def _places(header: list[str], sample: Rows) -> dict[str, int]:
    """The column of each title; of several with one title, the first."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        places.setdefault(last_level(title), place)
    for place, title in enumerate(header):
        if zone_in(title) and (plain := fold_title(without_zone(title))) in _DATES:
            places.setdefault(plain, place)
    for place, title in enumerate(header):
        places.setdefault(last_level(_MERGED.sub("", title.strip())), place)
    for title, found in _ends_of_paths(header).items():
        if len(found) == 1:
            places.setdefault(title, found[0])
    if is_prizepicks(places, sample):
        places.pop("market", None)  # PrizePicks calls a player's city so
    says_variant = any(samples.all_variants(sample, places.get(title)) for title in _VARIANTS)
    if says_variant and not samples.cells_of(sample, places.get("oddstype")):
        places.pop("oddstype", None)  # blank where Underdog's lines are laid out like those of PrizePicks
    return places


def _ends_of_paths(header: list[str]) -> dict[str, list[int]]:
    """The columns of each price by the end of their paths: overamericanodds for probability.over.american_odds."""
    ends: dict[str, list[int]] = {}
    for place, title in enumerate(header):
        names = title.split(".")
        for first in range(1, len(names) - 1):
            end = fold_title("".join(names[first:]))
            if end in _PRICES and not any(platform_key(name) in PLATFORMS for name in names):
                ends.setdefault(end, []).append(place)
    return ends


def _cells(says: Callable[[Rows, int], bool]) -> Callable[[Table, int], bool]:
    return lambda table, place: says(table.sample, place)


def _game_date_has_times(table: Table) -> bool:
    return samples.any_times(table.sample, table.places.get("gamedate"))


def _are_projection_ids(table: Table, place: int) -> bool:
    """Whether `id` is the id of a PrizePicks projection, not a number that an analyst gave the row."""
    if not is_prizepicks(table.places, table.sample):
        return False
    ids = samples.cells_of(table.sample, place)
    is_flattened = "attributeslinescore" in map(fold_title, table.header)
    return is_flattened or all(len(one) > 5 and one.isdecimal() for one in ids)


def _are_game_ids(table: Table, place: int) -> bool:
    """Whether `id` is the id of the game, as in a flattened answer of The Odds API, not of the row."""
    cells = [row[place] for row in table.sample if place < len(row)]
    return "sportkey" in table.places or ("commencetime" in table.places and len(set(cells)) < len(cells))


def _name_is_player(table: Table) -> bool:
    """Whether the player has a column `name`; then `description` is of the opponent."""
    return "name" in table.places and not table.name_is_side


def _says_side(table: Table, place: int) -> bool:
    return table.are_sides(place)


def _of_table() -> Iterator[Claim]:
    """The claims of the table of headers, with the two titles that only the rest of the table explains."""
    for column, spelling, cells in TABLE:
        title = fold_title(spelling)
        unless = _name_is_player if (column, title) == ("player_name", "description") else None
        fit = _cells(samples.LOOKS[cells])
        if cells == "sides":
            fit = _says_side
        elif (column, title) == ("game_id", "id"):
            fit = _are_game_ids
        yield Claim(column, spelling, unless, fit, is_weak=cells not in {"", "labels", "named", "no formats"})


# The first claim that holds gets the column; a column has one field, a field one column.
CLAIMS = (
    *(Claim("game_date", title, _game_date_has_times, _cells(samples.any_times), is_weak=True) for title in STARTS),
    Claim("external_id", "id", fit=_are_projection_ids, is_weak=True),
    *(Claim(field, field) for field in CONTENT),
    Claim("side", "name", unless=lambda table: not table.name_is_side, is_weak=True),
    *_of_table(),
)
