"""Our columns, one JSON object per line, streamed.

Objects with exactly our columns are an export and taken literally; other keys are understood like the titles of a CSV
file.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bbprops_cli.providers import csv_file
from bbprops_cli.providers.csv_headers import ALIASES, last_level
from bbprops_cli.providers.csv_records import Record
from bbprops_cli.providers.json_fields import BadField, Json, kickoff, line_of
from bbprops_cli.providers.json_offers import one_for_each
from bbprops_cli.providers.pipeline import Options, Raw, Rows
from bbprops_cli.providers.reject_queue import RejectQueue
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import platform_key
from bbprops_cli.rules.props.prop import CONTENT, NEEDED, TEXTS, Prop, Reject

Objects = Iterable[tuple[int, Json] | Reject]

_COLUMNS = set(CONTENT)
_SIGNS = re.compile(
    rb'"(?:player|(?:player|full|first)[ _]?name|athlete|participant|jugador|competitor(?:[ _]?name)?|'
    rb'(?:outcomes?[_.])?description)"\s*:'
    rb'|"(?:\w+\.)?(?:stat|prop)[ _]?(?:type|name|label)?"\s*:'
    rb'|"market[ _]?(?:type|name)?"\s*:[^{}]{,400}"line"\s*:',
    re.IGNORECASE,
)
AMBIGUOUS = {"name", "description"}  # of a player only beside a market
_PLAYER = {"playername", "firstname", *ALIASES["player_name"]} - AMBIGUOUS
_MARKET = {"markettype", *ALIASES["market_type"]}
_MARKETS = _MARKET - {"type", "category", "key"}
_LINE = re.compile(
    r"(?i:line|point|total|value|threshold|target|handicap|hdp|odds|price|over|under|books?\b|bookmakers|sportsbooks)"
)
MAX_DEPTH = 3


def looks_like(head: bytes) -> bool:
    """Whether the first line is a JSON object that names a player or a market."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    if not first.startswith(b"{") or not has_prop_key(first):
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    # In a table that was written by column, every value is a list or an object.
    return (names_player(value) or names_player_beside_market(value)) and any(
        not isinstance(x, dict | list) for x in value.values()
    )


def names_player(value: object) -> bool:
    """Whether an object has a key for a player."""
    return isinstance(value, dict) and not _PLAYER.isdisjoint(map(last_level, value))


def names_player_beside_market(value: object) -> bool:
    """Whether an object has a key for a market, and a key such as `name`, which is for a player only beside it."""
    keys = {*map(last_level, value)} if isinstance(value, dict) else set()
    return bool(keys & AMBIGUOUS and keys & _MARKET)


def has_market(value: object) -> bool:
    """Whether an object has a key for a market."""
    return isinstance(value, dict) and not _MARKETS.isdisjoint(map(last_level, value))


def has_line(value: object) -> bool:
    """Whether an object, or one inside it, has a key for a line or a price."""
    return isinstance(value, dict) and any(_LINE.search(key) for key in (*_flat(value), *value))


def has_prop_key(head: bytes) -> bool:
    """Whether a key in these bytes names a player or a market, by our name or one from spreadsheets."""
    return bool(_SIGNS.search(head))


def read(source: Source, options: Options) -> Rows:
    """The objects of the lines; a line that is not an object is a reject."""
    return rows_of(lambda: objects(source), options, source.label)


def rows_of(objects: Callable[[], Objects], options: Options, file: str) -> Rows:
    """The rows of objects from any source; `objects` is called several times unless they are an export."""
    return _rows_of(lambda: _opened(objects()), options, file)


def _rows_of(objects: Callable[[], Objects], options: Options, file: str) -> Rows:
    first = next((item[1] for item in objects() if not isinstance(item, Reject)), None)
    if first is None or (first.keys() == _COLUMNS and not options.columns):
        odds_format = "decimal" if options.odds_format == "auto" else options.odds_format
        return Rows(_literal_rows(objects(), file), ours=True, odds_format=odds_format)
    header = list(dict.fromkeys(key for item in objects() if not isinstance(item, Reject) for key in _flat(item[1])))
    bad = RejectQueue()
    rows = csv_file.rows_of(_records(objects(), header, bad), options, file)
    rows.items = _in_turn(rows.items, bad)
    return rows


def objects(source: Source) -> Objects:
    """The objects of the lines with their line numbers; rejects for other lines."""
    for place, line in enumerate(source.lines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Reject(source.label, place, "row", f"is not JSON: {error}", line[:200])
            continue
        yield (place, value) if isinstance(value, dict) else not_an_object(source.label, place, value)


def not_an_object(file: str, place: int, value: object) -> Reject:
    """The reject for a value that is not an object."""
    return Reject(file, place, "row", "is not a JSON object", value)


def _opened(objects: Objects) -> Objects:
    """The objects, with one for each platform or side in a list inside them."""
    for item in objects:
        if isinstance(item, Reject):
            yield item
        elif any(isinstance(value, list) for value in item[1].values()):
            yield from ((item[0], row) for row in one_for_each(item[1]))
        else:
            yield item


def _records(objects: Objects, header: list[str], bad: RejectQueue) -> Iterator[Record]:
    yield 0, header
    for item in objects:
        if isinstance(item, Reject):
            bad.add(item)
        else:
            flat = _flat(item[1])
            yield item[0], [_cell(flat.get(key)) for key in header]


def _flat(item: Json, prefix: str = "", depth: int = MAX_DEPTH) -> Json:
    """The values of an object and of the objects inside it, whose keys become `player.name`; extra_metadata stays."""
    flat: Json = {}
    for key, value in item.items():
        if depth and value and isinstance(value, dict) and key != "extra_metadata":
            # A key that holds platforms, such as `odds`, would hide their names.
            holds_platforms = {*map(platform_key, value)} <= PLATFORMS
            flat |= _flat(value, prefix if holds_platforms else f"{prefix}{key}.", depth - 1)
        else:
            flat[prefix + key] = value
    return flat


def _cell(value: object) -> str:
    """The value as a cell of a CSV file."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _in_turn(items: Iterator[Raw | Reject], bad: RejectQueue) -> Iterator[Raw | Reject]:
    for item in items:
        yield from bad.taken()
        yield item
    yield from bad.taken()


def _literal_rows(objects: Objects, file: str) -> Iterator[Raw | Reject]:
    for item in objects:
        if isinstance(item, Reject):
            yield item
            continue
        place, found = item
        try:
            yield Raw(_literal(found), place, found, found.get("odds"), found.get("under_odds"))
        except BadField as error:
            yield Reject(file, place, error.field, str(error), found)


def _literal(found: Json) -> Prop:
    if strange := found.keys() - _COLUMNS:
        raise BadField("row", f"has a column {min(strange)[:40]!r}, but the first row has only columns of an export")
    for name in TEXTS:
        if not isinstance(found.get(name), str | None):
            raise BadField(name, "is not text")
    for name in ("odds", "under_odds"):
        if not isinstance(found.get(name), int | float | None):
            raise BadField(name, "is not a number")
    week, active, extra = found.get("week"), found.get("is_active", True), found.get("extra_metadata")
    if isinstance(week, bool) or not isinstance(week, int | None):
        raise BadField("week", "is not a whole number")
    if not isinstance(active, bool):
        raise BadField("is_active", "is neither true nor false")
    if not isinstance(extra, dict | None):
        raise BadField("extra_metadata", "is not a JSON object")
    texts: dict[str, Any] = {name: found.get(name) or ("" if name in NEEDED else None) for name in TEXTS}
    return Prop(
        **texts, week=week, line=line_of(found.get("line")), odds=None, under_odds=None,
        game_date=kickoff(found.get("game_date")), is_active=active, extra_metadata=extra or {},
    )  # fmt: skip
