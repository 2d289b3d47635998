"""Lists of platforms or sides inside a JSON row, such as `books: [{book, overPrice, underPrice}]`: a row for each."""

from collections.abc import Iterator

from bbprops_cli.providers.csv_headers import ALIASES, last_level
from bbprops_cli.providers.json_fields import Json
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import platform_key
from bbprops_cli.rules.values.words import SIDES

MAX_DEPTH = 3
_PLATFORM = {"platform", *ALIASES["platform"]}
_PLATFORM_IF_KNOWN = {"name", "title", "key", "id", "source", "provider"}
_SIDE = {"side", "label", "name", "outcome", "type", "direction", "overunder", "choice", "selection", "bettype"}
_MARKET = {"markettype", *ALIASES["market_type"]} - {"type", "category", "key", "bettype"}
# Columns that an offer says instead of the row around it.
_OF_OFFER = {
    column: {column.replace("_", ""), *ALIASES[column]}
    for column in ("platform", "side", "line", "odds", "over_odds", "under_odds")
}


def one_for_each(row: Json, depth: int = MAX_DEPTH) -> Iterator[Json]:
    """A row for each object of the first list of offers in a row, with the other values of the row; else the row."""
    key = next((key for key, value in row.items() if are_offers(value)), None) if depth else None
    if key is None:
        yield row
        return
    for offer in row[key]:
        own = _own(offer)
        replaced = {name for names in _OF_OFFER.values() if names & {*map(last_level, own)} for name in names}
        shared = {name: value for name, value in row.items() if name != key and last_level(name) not in replaced}
        yield from one_for_each(shared | own, depth - 1)


def are_offers(value: object) -> bool:
    """Whether a value is a list of objects that each name a platform or a side, and no market."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and _is_offer(one) for one in value)


def _is_offer(offer: Json) -> bool:
    return bool(_meaning(offer)) and _MARKET.isdisjoint(map(last_level, offer))


def _own(offer: Json) -> Json:
    """The values of an offer, with its platform or side under a name that no other value of the row has."""
    return {_meaning(offer).get(key, key): value for key, value in offer.items()}


def _meaning(offer: Json) -> dict[str, str]:
    """The key that names the platform or the side of an offer, and which of them it names."""
    for key, value in offer.items():
        name = last_level(key)
        if not isinstance(value, str) or not value.strip():
            continue
        if name in _PLATFORM or (name in _PLATFORM_IF_KNOWN and platform_key(value) in PLATFORMS):
            return {key: "platform"}
        if name in _SIDE and value.strip().lower() in SIDES:
            return {key: "side"}
    return {}
