"""References: the row that a person means by an id, the end of one, or a name."""

import re
from collections.abc import Iterable
from typing import Any

from bbprops_cli.catalog import SNAPSHOTS, USERS, Column, Noun
from bbprops_cli.errors import Ambiguous, NotFound
from bbprops_cli.queries.lists.condition import Comparison, Group, Node, Writer, dashed, quoted
from bbprops_cli.queries.lists.listing import Filter
from bbprops_cli.rules.values.nearest import did_you_mean
from bbprops_cli.rules.values.storable import unstorable

SHOWN = 10
CONSIDERED = 2000


def resolve(connection: Any, kind: str, noun: Noun, ref: str) -> str:
    """The id, with dashes, of the row meant; an exact name wins. Raises NotFound, or Ambiguous with the candidates."""
    digits = ref.replace("-", "").lower()
    found = _rows(connection, kind, noun, *_exactly(kind, noun, ref, digits))
    if not found and re.fullmatch("[0-9a-f]{6,31}", digits):
        found = _rows(connection, kind, noun, *_ends_with(kind, digits))
    if not found:
        raise _unknown(connection, noun, ref)
    if len(found) > 1:
        raise _ambiguous(noun, ref, found)
    return found[0][0]


def belonging(connection: Any, kind: str, *, user: str = "", snapshot: str = "") -> tuple[Filter, ...]:
    """Filters for what belongs to a user and to a snapshot, as people call them."""
    named = (("user_id", USERS, user), ("snapshot_id", SNAPSHOTS, snapshot))
    return tuple(
        Filter(column, "=", resolve(connection, kind, noun, reference))
        for column, noun, reference in named
        if reference
    )


def _exactly(kind: str, noun: Noun, ref: str, digits: str) -> tuple[str, list[Any]]:
    exact: list[Node] = []
    if not unstorable(ref):
        exact += [Comparison(column, "=", (_as_stored(column, ref),)) for column in names(noun)]
    if re.fullmatch("[0-9a-f]{32}", digits):
        exact.append(Comparison(_id(noun), "=", (dashed(digits),)))
    writer = Writer(kind)
    return (writer.write(Group("OR", tuple(exact))) if exact else ""), writer.parameters


def names(noun: Noun) -> list[Column]:
    """The columns by whose exact value a row may be called."""
    wanted = (noun.key, "username") if noun is USERS else (noun.key,)
    return [column for column in noun.columns if column.name in wanted]


def _id(noun: Noun) -> Column:
    return noun.columns[0]


def _as_stored(column: Column, ref: str) -> str:
    return ref.lower() if column.name == "email" else ref


def _ends_with(kind: str, digits: str) -> tuple[str, list[Any]]:
    if kind == "sqlite":
        return f"substr(id, -{len(digits)}) = ?", [digits]
    text = "id::text" if len(digits) <= 12 else "replace(id::text, '-', '')"  # the last group has twelve
    return f"right({text}, {len(digits)}) = %s", [digits]


def _rows(connection: Any, kind: str, noun: Noun, condition: str, parameters: Iterable[Any]) -> list[list[str]]:
    """Ids, with dashes, and what else people know the rows by; one more than is shown."""
    if not condition:
        return []
    shown = [_id(noun), *_labels(noun)]
    sql = f"SELECT {', '.join(map(quoted, shown))} FROM {noun.table} WHERE {condition} ORDER BY id LIMIT {SHOWN + 1}"
    cursor = connection.cursor()
    cursor.execute(sql, tuple(parameters))
    return [
        [dashed(first) if kind == "sqlite" else str(first), *(str(value) for value in rest if value is not None)]
        for first, *rest in cursor.fetchall()
    ]


def _labels(noun: Noun) -> list[Column]:
    return names(noun) or [column for column in noun.columns if column.rank == 1 and column.type != "uuid"]


def _ambiguous(noun: Noun, ref: str, found: list[list[str]]) -> Ambiguous:
    candidates = [" ".join((identifier[-12:], *labels)) for identifier, *labels in found[:SHOWN]]
    more = ", and more" if len(found) > SHOWN else ""
    return Ambiguous(
        f"{ref!r} fits several {noun.name}: {', '.join(candidates)}{more}.", hint="Give more characters of the id."
    )


def _unknown(connection: Any, noun: Noun, ref: str) -> NotFound:
    known: list[str] = []
    for column in names(noun):
        cursor = connection.cursor()
        cursor.execute(
            f"SELECT {quoted(column)} FROM {noun.table} WHERE {quoted(column)} IS NOT NULL"
            f" ORDER BY id DESC LIMIT {CONSIDERED}"
        )
        known += [name for (name,) in cursor.fetchall()]
    by_name = ", ".join(column.name for column in names(noun))
    by_id = "the id, or its last six characters or more"
    return NotFound(
        f"There is no {noun.name.removesuffix('s')} {ref[:100]!r}.{did_you_mean(ref, known)}",
        hint=f"Give the {by_name}, {by_id}." if by_name else f"Give {by_id}.",
    )
