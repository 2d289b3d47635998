"""Which column of an analyst's CSV holds which of our fields: a table of claims in order of priority."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from bbprops_cli.providers import csv_samples as samples
from bbprops_cli.providers.csv_headers import ALIASES, fold_title, last_level
from bbprops_cli.providers.csv_samples import Rows
from bbprops_cli.rules.props.markets import is_game_market
from bbprops_cli.rules.props.prop import CONTENT

# Titles that mean a field only if the cells below them fit.
STARTS = ("commencetime", "starttime", "startsat", "gametime", "gamestarttime", "gamedatetime", "scheduledat")
SIDE_IF_WORDS = ("label", "name", "outcome", "bet", "pick", "selection", "choice", "type", "bettype", "overunder", "ou")
PLATFORM_IF_KNOWN = ("source", "provider", "app")
LINE_IF_NUMBERS = ("points", "total", "overunder", "ou")
LEAGUE_IF_WORDS = ("sportid", "leagueid", "udsportid")
VARIANT_IF_KNOWN = (
    "risktype", "picktype", "linetype", "underdoglinetype", "projectiontype", "tier", "oddscategory", "goblin",
)  # fmt: skip

_PLAYER = [title for title in ("playername", *ALIASES["player_name"]) if title != "name"]
_MARKET = ["markettype", *ALIASES["market_type"]]


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


class Claim(NamedTuple):
    """A folded title that means a field, `unless` the table says otherwise, and if the cells below it `fit`."""

    field: str
    title: str
    unless: Callable[[Table], bool] | None = None
    fit: Callable[[Table, int], bool] | None = None


def find_fields(header: list[str], sample: Rows, index: dict[str, int]) -> None:
    """Add the column of each field to `index`, which holds the columns that --map has named."""
    table = Table(header, sample)
    for claim in CLAIMS:
        place = table.places.get(claim.title)
        if place is None or claim.field in index or place in index.values():
            continue
        if _holds(claim, table, place):
            index[claim.field] = place


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
        if max(place, *names, 0) < len(row) and row[place].strip():
            prop = [row[name].strip().lower() for name in names]
            if props.setdefault(row[place], prop) != prop:
                return True
    return False


def _places(header: list[str], sample: Rows) -> dict[str, int]:
    """The column of each title; of several with one title, the first."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        places.setdefault(last_level(title), place)
    if "linescore" in places and "stattype" in places:
        places.pop("market", None)  # PrizePicks calls a player's city so
    says_variant = any(samples.all_variants(sample, places.get(title)) for title in VARIANT_IF_KNOWN)
    if says_variant and not samples.cells_of(sample, places.get("oddstype")):
        places.pop("oddstype", None)  # blank where Underdog's lines are laid out like those of PrizePicks
    return places


def _holds(claim: Claim, table: Table, place: int) -> bool:
    if claim.unless and claim.unless(table):
        return False
    if claim.fit and not claim.fit(table, place):
        return False
    required = samples.REQUIRED.get(claim.field)
    return required is None or required(table.sample, place)


def _cells(says: Callable[[Rows, int], bool]) -> Callable[[Table, int], bool]:
    return lambda table, place: says(table.sample, place)


def _game_date_has_times(table: Table) -> bool:
    return samples.any_times(table.sample, table.places.get("gamedate"))


def _are_projection_ids(table: Table, place: int) -> bool:
    """Whether `id` is the id of a PrizePicks projection, not a number that an analyst gave the row."""
    if "linescore" not in table.places or "stattype" not in table.places:
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


def _is_text(table: Table, place: int) -> bool:
    return not samples.mostly_numbers(table.sample, place)


# The first claim that holds gets the column; a column has one field, a field one column.
CLAIMS = (
    *(Claim("game_date", title, _game_date_has_times, _cells(samples.any_times)) for title in STARTS),
    Claim("external_id", "id", fit=_are_projection_ids),
    *(Claim(field, fold_title(field)) for field in CONTENT),
    Claim("side", "name", unless=lambda table: not table.name_is_side),
    *(Claim("side", title) for title in ALIASES["side"]),
    *(Claim("side", title, fit=_says_side) for title in SIDE_IF_WORDS),
    *(
        Claim(
            field,
            title,
            unless=_name_is_player if (field, title) == ("player_name", "description") else None,
            fit=_are_game_ids if (field, title) == ("game_id", "id") else None,
        )
        for field, titles in ALIASES.items()
        if field != "side"
        for title in titles
    ),
    *(Claim("platform", title, fit=_cells(samples.all_platforms)) for title in PLATFORM_IF_KNOWN),
    *(Claim("line", title, fit=_cells(samples.mostly_numbers)) for title in LINE_IF_NUMBERS),
    Claim("line", "value", fit=_cells(samples.all_lines)),
    *(Claim("league", title, fit=_is_text) for title in LEAGUE_IF_WORDS),
    *(Claim("variant", title, fit=_cells(samples.all_variants)) for title in VARIANT_IF_KNOWN),
)
