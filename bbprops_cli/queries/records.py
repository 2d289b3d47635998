"""Single rows of any noun: shown, and deleted with what hangs on them; on the driver's connection."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bbprops_cli.catalog import EXPERIMENTS, SLIPS, SNAPSHOTS, USERS, Column, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.errors import Conflict
from bbprops_cli.queries import references
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Filter, Request

Pairs = list[tuple[Column, Any]]


class Hanging(NamedTuple):
    """Rows of another noun that refer to one: they go with it, or stay and lose their reference."""

    noun: Noun
    column: str
    goes: bool


# As the foreign keys have it, which a test compares.
HANGING: dict[str, tuple[Hanging, ...]] = {
    USERS.name: (Hanging(EXPERIMENTS, "user_id", goes=True), Hanging(SLIPS, "user_id", goes=True)),
    SNAPSHOTS.name: (Hanging(EXPERIMENTS, "snapshot_id", goes=False), Hanging(SLIPS, "snapshot_id", goes=False)),
}


# What people call the rows that these columns refer to.
CALLED = {
    "user_id": (USERS, Column("user", "text", "E-mail of the user")),
    "snapshot_id": (SNAPSHOTS, Column("snapshot", "text", "Name of the snapshot", nullable=True)),
}


class Held(NamedTuple):
    """Rows that are meant, what people call them, and how many rows hang on them by noun."""

    noun: Noun
    identifiers: tuple[str, ...]  # with dashes
    names: tuple[str, ...]
    going: dict[str, int]
    staying: dict[str, int]

    @property
    def rows(self) -> int:
        """How many rows would go."""
        return len(self.identifiers) + sum(self.going.values())


def describe(db: Db, noun: Noun, reference: str) -> Pairs:
    """Column by column the row meant; raises NotFound or Ambiguous."""
    return of_id(db, noun, references.resolve(db, noun, reference))


def of_id(db: Db, noun: Noun, identifier: str) -> Pairs:
    """Column by column the row of that id."""
    page = listing.open_page(db, Request(noun, "", (Filter("id", "=", identifier),)))
    (row,) = page
    return list(zip(page.columns, row, strict=True))


def with_names(db: Db, pairs: Pairs) -> Pairs:
    """The same, with what people call the user and the snapshot that a row refers to behind their ids."""
    found = []
    for column, value in pairs:
        found.append((column, value))
        if column.name in CALLED:
            noun, title = CALLED[column.name]
            found.append((title, value and _name(noun, of_id(db, noun, str(value)))))
    return found


def counts(db: Db, noun: Noun, identifiers: Iterable[str]) -> dict[Hanging, int]:
    """How many rows hang on these."""
    wanted = [db.id(each) for each in identifiers]
    chosen = f"IN ({_marks(wanted)})"
    return {
        each: int(db.rows(f"SELECT count(*) FROM {each.noun.table} WHERE {each.column} {chosen}", wanted)[0][0])
        for each in HANGING.get(noun.name, ())
    }


def held(db: Db, noun: Noun, given: Iterable[str]) -> Held:
    """The rows meant, each once, and what hangs on them; raises NotFound or Ambiguous."""
    identifiers = tuple(dict.fromkeys(references.resolve(db, noun, each) for each in given))
    called = tuple(_name(noun, of_id(db, noun, each)) for each in identifiers)
    return _held(db, noun, identifiers, called)


def _held(db: Db, noun: Noun, identifiers: tuple[str, ...], called: tuple[str, ...]) -> Held:
    found = counts(db, noun, identifiers)
    going = {each.noun.name: number for each, number in found.items() if each.goes}
    staying = {each.noun.name: number for each, number in found.items() if not each.goes}
    return Held(noun, identifiers, called, going, staying)


def _name(noun: Noun, pairs: Pairs) -> str:
    """What people call a row: by its key, else by the end of its id and its title."""
    values = {column.name: value for column, value in pairs}
    if noun.key:
        return str(values[noun.key])
    end, title = str(values["id"])[-6:], values.get("name")
    return f"{end} ({title})" if title else end


def take(db: Db, expected: Held) -> None:
    """Hold these rows until the end; Conflict when they, or what hangs on them, are not what was expected any more."""
    chosen, wanted = _chosen(db, expected)
    # On PostgreSQL nothing more can then hang itself on them; SQLite has one writer anyway.
    there = db.rows(f"SELECT id {chosen} ORDER BY id{db.dialect.for_update()}", wanted)
    now = _held(db, expected.noun, expected.identifiers, expected.names)
    if now != expected or len(there) != len(wanted):
        raise Conflict(
            f"What hangs on {', '.join(expected.names)} changed meanwhile; nothing was done.",
            hint="Look again, and run it again.",
        )


def delete(db: Db, expected: Held) -> None:
    """Delete these rows and what goes with them; Conflict when that is no longer what was expected."""
    take(db, expected)
    chosen, wanted = _chosen(db, expected)
    db.run(f"DELETE {chosen}", wanted)


def delete_hanging(db: Db, expected: Held) -> None:
    """Delete what would go with these rows, which stay."""
    _, wanted = _chosen(db, expected)
    for each in HANGING[expected.noun.name]:
        if each.goes:
            db.run(f"DELETE FROM {each.noun.table} WHERE {each.column} IN ({_marks(wanted)})", wanted)


def _chosen(db: Db, expected: Held) -> tuple[str, list[str]]:
    wanted = [db.id(each) for each in expected.identifiers]
    return f"FROM {expected.noun.table} WHERE id IN ({_marks(wanted)})", wanted


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))
