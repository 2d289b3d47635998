"""References: find a row by its id, the end of its id, or its name."""

import re
from collections.abc import Iterable

from bbprops_cli.catalog import SNAPSHOTS, USERS, Column, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Ambiguous, NotFound
from bbprops_cli.queries.lists.condition import Comparison, Junction, Node
from bbprops_cli.queries.lists.listing import Filter
from bbprops_cli.queries.lists.writer import Writer, quoted
from bbprops_cli.rules.values.ids import dashed
from bbprops_cli.rules.values.nearest import did_you_mean
from bbprops_cli.rules.values.storable import unstorable

SHOWN_CANDIDATES = 10
COMPARED_NAMES = 2000  # of the newest rows, among which a similar name is looked for


def resolve(db: Db, noun: Noun, ref: str) -> str:
    """The id, with dashes, of the referenced row; an exact name wins. Raises NotFound, or Ambiguous with candidates."""
    digits = ref.replace("-", "").lower()
    found = _rows(db, noun, *_exact_match(db, noun, ref, digits))
    if not found and re.fullmatch("[0-9a-f]{6,31}", digits):
        found = _rows(db, noun, *db.dialect.id_ends_with(digits))
    if not found:
        raise _unknown(db, noun, ref)
    if len(found) > 1:
        raise _ambiguous(noun, ref, found)
    return found[0][0]


def belonging(db: Db, *, user: str = "", snapshot: str = "") -> tuple[Filter, ...]:
    """Filters for rows that belong to a referenced user and a referenced snapshot."""
    named = (("user_id", USERS, user), ("snapshot_id", SNAPSHOTS, snapshot))
    return tuple(Filter(column, "=", resolve(db, noun, reference)) for column, noun, reference in named if reference)


def _exact_match(db: Db, noun: Noun, ref: str, digits: str) -> tuple[str, list[object]]:
    """The condition for a whole id or an exact name, and its parameters; empty if the reference can be neither."""
    exact: list[Node] = []
    if not unstorable(ref):
        exact += [Comparison(column, "=", (_as_stored(column, ref),)) for column in names(noun)]
    if re.fullmatch("[0-9a-f]{32}", digits):
        exact.append(Comparison(_id(noun), "=", (dashed(digits),)))
    writer = Writer(db.dialect)
    return (writer.write(Junction("OR", tuple(exact))) if exact else ""), writer.parameters


def names(noun: Noun) -> list[Column]:
    """The columns whose exact value references a row."""
    wanted = (noun.key, "username") if noun is USERS else (noun.key,)
    return [column for column in noun.columns if column.name in wanted]


def _id(noun: Noun) -> Column:
    return noun.columns[0]


def _as_stored(column: Column, ref: str) -> str:
    return ref.lower() if column.name == "email" else ref


def _rows(db: Db, noun: Noun, condition: str, parameters: Iterable[object]) -> list[list[str]]:
    """Ids, with dashes, and labels of the rows; at most one more than SHOWN."""
    if not condition:
        return []
    shown = [_id(noun), *_labels(noun)]
    sql = f"SELECT {', '.join(map(quoted, shown))} FROM {noun.table} WHERE {condition} ORDER BY id"
    rows = db.dialect.typed(db.rows(f"{sql} LIMIT {SHOWN_CANDIDATES + 1}", parameters), shown)
    return [[str(value) for value in row if value is not None] for row in rows]


def _labels(noun: Noun) -> list[Column]:
    return names(noun) or [column for column in noun.columns if column.rank == 1 and column.type != "uuid"]


def _ambiguous(noun: Noun, ref: str, found: list[list[str]]) -> Ambiguous:
    candidates = [" ".join((identifier[-12:], *labels)) for identifier, *labels in found[:SHOWN_CANDIDATES]]
    more = ", and more" if len(found) > SHOWN_CANDIDATES else ""
    return Ambiguous(
        f"{ref!r} matches several {noun.name}: {', '.join(candidates)}{more}", hint="Give more characters of the id."
    )


def _unknown(db: Db, noun: Noun, ref: str) -> NotFound:
    known: list[str] = []
    for column in names(noun):
        rows = db.rows(
            f"SELECT {quoted(column)} FROM {noun.table} WHERE {quoted(column)} IS NOT NULL"
            f" ORDER BY id DESC LIMIT {COMPARED_NAMES}"
        )
        known += [name for (name,) in rows]
    named = ", ".join([*(column.title for column in names(noun)), "id"])
    ending = "its last six characters" if named == "id" else "the last six characters of the id"
    return NotFound(
        f"{noun.name.removesuffix('s')} {ref[:100]!r} does not exist.{did_you_mean(ref, known)}",
        hint=f"Give the {named}, or at least {ending}.",
    )
