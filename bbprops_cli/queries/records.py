"""Single rows of any noun: described, and deleted with their dependents."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bbprops_cli.catalog import EXPERIMENTS, SLIPS, SNAPSHOTS, USERS, Column, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request

Pairs = list[tuple[Column, Any]]


class Dependent(NamedTuple):
    """Rows of another noun that reference a row: they are deleted with it, or kept without the reference."""

    noun: Noun
    column: str
    cascades: bool


# A test compares this with the foreign keys.
DEPENDENTS: dict[str, tuple[Dependent, ...]] = {
    USERS.name: (Dependent(EXPERIMENTS, "user_id", cascades=True), Dependent(SLIPS, "user_id", cascades=True)),
    SNAPSHOTS.name: (
        Dependent(EXPERIMENTS, "snapshot_id", cascades=False),
        Dependent(SLIPS, "snapshot_id", cascades=False),
    ),
}


# Foreign keys, and the column that shows the name of the referenced row.
NAMED = {
    "user_id": (USERS, Column("user", "text", "Email address of the user")),
    "snapshot_id": (SNAPSHOTS, Column("snapshot", "text", "Name of the snapshot", nullable=True)),
}


class Held(NamedTuple):
    """Rows of a noun with their names and the number of their dependents by noun."""

    noun: Noun
    identifiers: tuple[str, ...]  # with dashes
    names: tuple[str, ...]
    deleted: dict[str, int]  # dependents that are deleted with the rows
    detached: dict[str, int]  # dependents that are kept without the reference

    @property
    def rows(self) -> int:
        """The number of rows that a deletion removes, dependents included."""
        return len(self.identifiers) + sum(self.deleted.values())


def describe(db: Db, noun: Noun, reference: str) -> Pairs:
    """The columns and values of a row; raises NotFound or Ambiguous."""
    return of_id(db, noun, references.resolve(db, noun, reference))


def of_id(db: Db, noun: Noun, identifier: str) -> Pairs:
    """The columns and values of the row with this id."""
    page = listing.open_page(db, Request(noun, "", (Filter("id", "=", identifier),)))
    (row,) = page
    return list(zip(page.columns, row, strict=True))


def with_names(db: Db, pairs: Pairs) -> Pairs:
    """The pairs with the names of the referenced user and snapshot, each after its id."""
    found = []
    for column, value in pairs:
        found.append((column, value))
        if column.name in NAMED:
            noun, title = NAMED[column.name]
            found.append((title, value and _name(noun, of_id(db, noun, str(value)))))
    return found


def counts(db: Db, noun: Noun, identifiers: Iterable[str]) -> dict[Dependent, int]:
    """The number of dependents of these rows."""
    wanted = [db.id(each) for each in identifiers]
    chosen = f"IN ({_marks(wanted)})"
    return {
        each: int(db.rows(f"SELECT count(*) FROM {each.noun.table} WHERE {each.column} {chosen}", wanted)[0][0])
        for each in DEPENDENTS.get(noun.name, ())
    }


def held(db: Db, noun: Noun, given: Iterable[str]) -> Held:
    """The rows that these references name, each once; raises NotFound or Ambiguous."""
    identifiers = tuple(dict.fromkeys(references.resolve(db, noun, each) for each in given))
    names = tuple(_name(noun, of_id(db, noun, each)) for each in identifiers)
    return _held(db, noun, identifiers, names)


def _held(db: Db, noun: Noun, identifiers: tuple[str, ...], names: tuple[str, ...]) -> Held:
    found = counts(db, noun, identifiers)
    deleted = {each.noun.name: number for each, number in found.items() if each.cascades}
    detached = {each.noun.name: number for each, number in found.items() if not each.cascades}
    return Held(noun, identifiers, names, deleted, detached)


def _name(noun: Noun, pairs: Pairs) -> str:
    """The name of a row: its key, else the end of its id with its title."""
    values = {column.name: value for column, value in pairs}
    if noun.key:
        return str(values[noun.key])
    end, title = str(values["id"])[-6:], values.get("name")
    return f"{end} ({title})" if title else end


def take(db: Db, expected: Held) -> None:
    """Lock these rows for the transaction; raises Conflict when they or their dependents are not as expected."""
    chosen, wanted = _chosen(db, expected)
    # On PostgreSQL this also keeps others from adding dependents; SQLite has a single writer.
    locked = db.rows(f"SELECT id {chosen} ORDER BY id{db.dialect.for_update()}", wanted)
    now = _held(db, expected.noun, expected.identifiers, expected.names)
    if now != expected or len(locked) != len(wanted):
        raise Conflict(
            f"{', '.join(expected.names)} or its dependents have changed since the question; nothing was changed",
            hint="Run the command again.",
        )


def delete(db: Db, expected: Held) -> None:
    """Delete these rows with their dependents; raises Conflict when they are not as expected."""
    take(db, expected)
    chosen, wanted = _chosen(db, expected)
    db.run(f"DELETE {chosen}", wanted)


def delete_dependents(db: Db, expected: Held) -> None:
    """Delete the dependents that a deletion of these rows would delete, but not the rows."""
    _, wanted = _chosen(db, expected)
    for each in DEPENDENTS[expected.noun.name]:
        if each.cascades:
            db.run(f"DELETE FROM {each.noun.table} WHERE {each.column} IN ({_marks(wanted)})", wanted)


def _chosen(db: Db, expected: Held) -> tuple[str, list[str]]:
    wanted = [db.id(each) for each in expected.identifiers]
    return f"FROM {expected.noun.table} WHERE id IN ({_marks(wanted)})", wanted


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))
