"""Our own columns as one JSON document: a list of objects, also inside an object; read as `own_jsonl` reads lines."""

from collections.abc import Iterator
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import own_jsonl
from bbprops_cli.providers.json_fields import Json
from bbprops_cli.providers.pipeline import Options, Rows
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.prop import Reject


def looks_like(head: bytes) -> bool:
    """JSON with a player in it near its beginning."""
    starts = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return starts in {b"{", b"["} and own_jsonl.has_player(head)


def read(source: Source, options: Options) -> Rows:
    """The objects of its list; anything else in the list is a reject."""
    items = items_of(source)
    return own_jsonl.rows_of(lambda: objects(items, source.label), options, source.label)


def items_of(source: Source) -> list[Any]:
    """The list that a document is, or holds."""
    document = source.document()
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else [document]
    if not isinstance(document, list):
        raise InvalidInput(f"{source.label} is JSON, but neither a list nor an object")
    return document


def objects(items: list[Any], file: str) -> Iterator[tuple[int, Json] | Reject]:
    """The objects of a list with their places in it."""
    for place, item in enumerate(items, 1):
        yield (place, item) if isinstance(item, dict) else own_jsonl.not_an_object(file, place, item)
