"""Our own columns as one JSON document: objects in lists, by id or by column; read as `own_jsonl` reads lines."""

from collections.abc import Callable, Iterator
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import own_jsonl
from bbprops_cli.providers.csv_headers import ALIASES, fold_title
from bbprops_cli.providers.json_fields import Json
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import is_market, platform_key, sport_of
from bbprops_cli.rules.props.prop import Reject

DEEPEST = 6

Said = dict[str, tuple[str, Any]]  # by our column, the word for it and the value

# What is said once for all the rows inside; a name may be of anything, an id and a type too.
_AROUND = (
    "league", "season", "week", "platform", "game_id", "game_date", "home_team", "away_team", "game", "player_id",
    "player_name", "team", "opponent", "position", "market_type",
)  # fmt: skip
_OF_ANYTHING = {*own_jsonl.WEAK, "displayname", "id", "type", "category", "key"}
_FIELDS = {
    name: field
    for field in _AROUND
    for name in (fold_title(field), *ALIASES.get(field, ()))
    if name not in _OF_ANYTHING
}


def looks_like(head: bytes) -> bool:
    """JSON with a player in it near its beginning."""
    starts = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return starts in {b"{", b"["} and own_jsonl.has_player(head)


def read(source: Source, options: Options) -> Rows:
    """The objects of its list; anything else in the list is a reject."""
    items = _rows(source)
    return own_jsonl.rows_of(lambda: objects(items, source.label), options, source.label)


def _rows(source: Source) -> list[Any]:
    """The lists whose objects name a player, wherever they are; else whatever list there is."""
    document = source.document()
    for kind in (own_jsonl.names_player, own_jsonl.names_market):
        if found := _found(_by_row(document), kind, DEEPEST, {}):
            return [line for row in found for line in _lines_of(row)]
    return items_of(document, source.label)


def _found(node: Any, is_row: Callable[[Any], bool], depth: int, around: Said) -> list[Any]:
    if is_row(node):
        return [_with(around, node)]
    if isinstance(node, list) and any(map(is_row, node)):
        return [_with(around, item) for item in node]
    if isinstance(node, dict) and depth:
        around = around | _said(node)
        children = [(child, around | _of_key(key)) for key, child in node.items()]
        return [row for child, said in children for row in _found(child, is_row, depth - 1, said)]
    inside = node if isinstance(node, list) and depth else ()
    return [row for child in inside for row in _found(child, is_row, depth - 1, around)]


def _of_key(key: str) -> Said:
    """The league, platform or market, of rows that were kept under its name."""
    if sport_of(key):
        return {"league": ("league", key)}
    if platform_key(key) in PLATFORMS:
        return {"platform": ("platform", key)}
    return {"market_type": ("market_type", key)} if is_market(key) else {}


def _said(node: Json) -> Said:
    """What an object says of the rows inside it, with its own word for our column."""
    said: Said = {}
    for key, value in node.items():
        if isinstance(value, str | int | float) and (field := _FIELDS.get(fold_title(key))):
            said.setdefault(field, (key, value))
    if node.get("id") and said.keys() & {"game_date", "home_team", "game"}:
        said.setdefault("game_id", ("game_id", node["id"]))
    return said


def _with(around: Said, row: Any) -> Any:
    """The row with what was said around it, where it does not say so itself."""
    if not around or not isinstance(row, dict):
        return row
    own = {_FIELDS.get(fold_title(key)) for key in row}
    return {key: value for field, (key, value) in around.items() if field not in own} | row


def _lines_of(row: Any) -> list[Any]:
    """The lines of a player who has a list of them, each with what is said of the player."""
    lists = [key for key in row if _are_lines(row[key])] if isinstance(row, dict) else []
    if len(lists) != 1 or own_jsonl.has_market(row):
        return [row]
    player = {key: value for key, value in row.items() if key != lists[0]}
    return [player | line for line in row[lists[0]]]


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(own_jsonl.has_market, value))


def _by_row(document: Any) -> Any:
    """The rows of a table that was kept by column, as pandas does it; anything else as it is."""
    columns = list(document.values()) if isinstance(document, dict) else []
    names = own_jsonl.names_player(document) or own_jsonl.names_market(document)
    if not names or not all(isinstance(column, dict | list) for column in columns):
        return document
    cells = [list(column.values()) if isinstance(column, dict) else column for column in columns]
    if len({*map(len, cells)}) > 1:
        return document
    return [dict(zip(document, row, strict=True)) for row in zip(*cells, strict=True)]


def items_of(document: Any, file: str) -> list[Any]:
    """The list that a document is, or holds."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else [document]
    if not isinstance(document, list):
        raise InvalidInput(f"{file} is JSON, but neither a list nor an object")
    return document


def objects(items: list[Any], file: str) -> Iterator[tuple[int, Json] | Reject]:
    """The objects of a list with their places in it."""
    for place, item in enumerate(items, 1):
        yield (place, item) if isinstance(item, dict) else own_jsonl.not_an_object(file, place, item)
