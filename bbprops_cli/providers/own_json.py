"""Our columns as one JSON document: objects in lists, by id or by column; `own_jsonl` reads the objects."""

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import own_jsonl
from bbprops_cli.providers.csv_headers import ALIASES, fold_title, last_level
from bbprops_cli.providers.json_fields import Json
from bbprops_cli.providers.json_offers import are_offers
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_market, platform_key, sport_of
from bbprops_cli.rules.props.prop import Reject

MAX_DEPTH = 6
# `{"props": []}`, with plain values beside it.
_PLAIN = rb'(?:"[^"]*"|[\w.+-]+)'
_EMPTY = re.compile(
    rb'\s*\{(?:\s*"\w+"\s*:\s*' + _PLAIN + rb'\s*,)*\s*"(?:props|player_?props|lines|data|results|projections)"'
    rb"\s*:\s*\[\s*\](?:\s*,\s*\"\w+\"\s*:\s*" + _PLAIN + rb")*\s*\}\s*",
    re.IGNORECASE,
)

Group = list[object]  # the objects of one list
Context = dict[str, tuple[str, Any]]  # by field, the key of the document and the value

# Fields that an object may give once for all the rows inside it.
_SHARED = (
    "league", "season", "week", "platform", "game_id", "game_date", "home_team", "away_team", "game", "player_id",
    "player_name", "team", "opponent", "position", "market_type",
)  # fmt: skip
_OF_ANYTHING = {*own_jsonl.AMBIGUOUS, "displayname", "id", "type", "category", "key"}
_NAMES = ("key", "abbreviation", "name", "title", "id")
_GAME = re.compile(r" (?:@|vs?\.?|at) ", re.IGNORECASE)
_LINES = {"line", *ALIASES["line"]}
_LEAGUE_IDS = {"leagueid", "sportid", "leagueabbreviation", "leaguekey", "leaguecode"}
_FIELDS = {
    name: field
    for field in _SHARED
    for name in (fold_title(field), *ALIASES.get(field, ()))
    if name not in _OF_ANYTHING
}


def looks_like(head: bytes) -> bool:
    """Whether JSON names a player or a market near its beginning, or is an object whose lists are all empty."""
    starts = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return starts in {b"{", b"["} and (own_jsonl.has_prop_key(head) or bool(_EMPTY.fullmatch(head)))


def read(source: Source, options: Options) -> Rows:
    """The objects of the document; any other value among them is a reject."""
    items = _rows(source)
    return own_jsonl.rows_of(lambda: objects(items, source.label), options, source.label)


def _rows(source: Source) -> list[object]:
    """The rows: objects that name a player, wherever they are; without any, the items of the only list."""
    document = source.document()
    if isinstance(document, dict) and [value for value in document.values() if isinstance(value, dict | list)] == [[]]:
        return []  # {"props": []}
    for is_row in (own_jsonl.names_player, own_jsonl.names_player_beside_market, _names_player_above_markets):
        if found := _found(_by_row(document), is_row, MAX_DEPTH, {}):
            rows = [line for group in _with_lines(found) for row in group for line in _lines_of(row)]
            return [line for row in rows for line in _ladder_of(row)]
    return items_of(document, source.label)


def _found(node: object, is_row: Callable[[Any], bool], depth: int, context: Context) -> list[Group]:
    if is_row(node):
        return [[_with(context, node)]]
    if isinstance(node, list) and any(map(is_row, node)):
        return [[_with(context, item) for item in node]]
    if isinstance(node, dict) and depth:
        context = context | _context_of(node)
        children = [(child, context | _context_of_key(key)) for key, child in node.items()]
        return [group for child, inner in children for group in _found(child, is_row, depth - 1, inner)]
    inside = node if isinstance(node, list) and depth else ()
    return [group for child in inside for group in _found(child, is_row, depth - 1, context)]


def _with_lines(groups: list[Group]) -> list[Group]:
    """The groups in which an object has a key for a line or a price; all groups if there is none.

    Objects of the others describe players, such as those that a JSON:API document lists as `included`.
    """
    return [group for group in groups if any(map(own_jsonl.has_line, group))] or groups


def _context_of_key(key: str) -> Context:
    """The league, platform or market that a key names for the rows under it."""
    if sport_of(key):
        return {"league": ("league", key)}
    if platform_key(key) in PLATFORMS:
        return {"platform": ("platform", key)}
    return {"market_type": ("market_type", key)} if is_market(key) else {}


def _context_of(node: Json) -> Context:
    """The fields that an object gives for the rows inside it."""
    context: Context = {}
    for key, value in node.items():
        found = _name_of(value) if isinstance(value, dict) else value
        field = _FIELDS.get(fold_title(key)) or _league_if_named(key, found)
        if isinstance(found, str | int | float) and field:
            context.setdefault(field, (key if found is value else field, found))
    if node.get("id") and context.keys() & {"game_date", "home_team", "game"}:
        context.setdefault("game_id", ("game_id", node["id"]))
    return context


def _name_of(value: Json) -> str | None:
    """The name in an object that holds nothing but the names and ids of a thing, such as `league: {name: NBA}`."""
    if any(isinstance(inner, dict | list) for inner in value.values()):
        return None
    return next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)


def _league_if_named(key: str, value: object) -> str | None:
    """`league` for a key such as leagueID, if the value names a league, which a number does not."""
    return "league" if fold_title(key) in _LEAGUE_IDS and isinstance(value, str) and sport_of(value) else None


def _with(context: Context, row: object) -> object:
    """The row with the fields of its context that it does not have itself."""
    if not context or not isinstance(row, dict):
        return row
    own = {_FIELDS.get(fold_title(key)) for key in row}
    return {key: value for field, (key, value) in context.items() if field not in own} | row


def _lines_of(row: object) -> list[object]:
    """The lines of a player with a list of lines, each with the values of the player; otherwise the row alone."""
    if not isinstance(row, dict):
        return [row]
    lists = [key for key in row if _are_lines(row[key])]
    if len(lists) != 1 or own_jsonl.has_market(row):
        return [row]
    player = {key: value for key, value in row.items() if key != lists[0]}
    return [player | line for line in row[lists[0]]]


def _are_lines(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(own_jsonl.has_market, value))


def _names_player_above_markets(value: object) -> bool:
    """Whether an object has a name, which is not of a game or a platform, and a list of markets that have lines."""
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(name, str) or _GAME.search(name) or platform_key(name) in PLATFORMS:
        return False
    return any(_are_lines(inner) and all(map(own_jsonl.has_line, inner)) for inner in cast("Json", value).values())


def _ladder_of(row: object) -> list[object]:
    """A row for each line of a market that has a list of lines with their prices and no line itself; else the row."""
    if not isinstance(row, dict) or _has_line_itself(row):
        return [row]
    lists = [key for key, value in row.items() if _is_ladder(value)]
    if len(lists) != 1 or not own_jsonl.has_market(row):
        return [row]
    market = {key: value for key, value in row.items() if key != lists[0]}
    return [market | line for line in row[lists[0]]]


def _is_ladder(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_has_line_itself, value)) and not are_offers(value)


def _has_line_itself(value: object) -> bool:
    return isinstance(value, dict) and not _LINES.isdisjoint(map(last_level, value))


def _by_row(document: object) -> object:
    """The rows of a table that pandas has written by column; any other document as it is."""
    if not isinstance(document, dict):
        return document
    columns = list(document.values())
    names = own_jsonl.names_player(document) or own_jsonl.names_player_beside_market(document)
    if not names or not all(isinstance(column, dict | list) for column in columns):
        return document
    cells = [list(column.values()) if isinstance(column, dict) else column for column in columns]
    if len({*map(len, cells)}) > 1:
        return document
    return [dict(zip(document, row, strict=True)) for row in zip(*cells, strict=True)]


def items_of(document: object, file: str) -> list[object]:
    """The document if it is a list, the only list in it, or a list of the object itself; raises InvalidInput."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else [document]
    if not isinstance(document, list):
        raise InvalidInput(f"{file} is JSON, but neither a list nor an object")
    return document


def objects(items: list[Any], file: str) -> Iterator[tuple[int, Json] | Reject]:
    """The objects of a list with their places in it, from 1; rejects for other values."""
    for place, item in enumerate(items, 1):
        yield (place, item) if isinstance(item, dict) else own_jsonl.not_an_object(file, place, item)
