"""The bodies of `show`, `stats` and `delete` of several nouns."""

import sys
from collections.abc import Callable, Collection, Sequence
from typing import Any

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.commands.shared.options import Destructive, Output
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.output import console, formats
from bbprops_cli.queries.lists.grouped import Part
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.rules.values.wording import counted, with_dependents, without_reference


def show(pairs: Sequence[tuple[Column, Any]], noun: Noun, view: Output) -> None:
    """Show one record."""
    formats.show_one(pairs, fmt=view.fmt, tz=view.tz, odds=view.odds, name_column=noun.key or "")


def show_with(
    pairs: Sequence[tuple[Column, Any]],
    noun: Noun,
    tables: Sequence[tuple[str, Sequence[Column], Sequence[Sequence[Any]]]],
    view: Output,
) -> None:
    """Show a record some of whose columns are tables: below the record for people, inside it for programs."""
    fmt = view.fmt or ("table" if sys.stdout.isatty() else "tsv")
    if fmt not in {"table", "wide", "md"}:
        show(pairs, noun, view)
        return
    apart = {name for name, _, _ in tables}
    show([pair for pair in pairs if pair[0].name not in apart], noun, view)
    for name, columns, rows in tables:
        if rows:
            console.out.write(
                f"\n{name}\n" + "\n" * (fmt == "md")
            )  # without the empty line Markdown reads the table as text
            formats.show(rows, columns, fmt=fmt, tz=view.tz, odds=view.odds)


def stats(
    find: Callable[[Db], Request], by: Callable[[Dialect], Sequence[Part]], computed: Sequence[Part], view: Output
) -> None:
    """Show figures of the rows that are found, by group; `by` returns the groups in the SQL of a dialect."""
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.lists import grouped

    with reading() as db:
        groups = by(db.dialect)
        rows = grouped.figures(db, find(db), groups, computed)
    shown = [part.column for part in (*groups, *computed)]
    formats.show(rows, shown, fmt=view.fmt, tz=view.tz, odds=view.odds, excel=view.excel)


def remove(noun: Noun, references: Sequence[str], write: Destructive, *, touches: Collection[str]) -> None:
    """Delete rows after a question that lists their dependents; `touches` are the cache tags to invalidate."""
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.tasks import removal

    found = removal.find(noun, references)
    held, names = found.held, ", ".join(found.held.names)
    deleted = [counted(number, name) for name, number in held.deleted.items() if number]
    kept = without_reference(held.detached)
    parts = [counted(len(held.identifiers), noun.name), *deleted, *kept]
    write.ask(f"Delete {names}?", Loss(found.where, found.environment, held.rows, parts))
    removal.delete(found, touches=touches, dry_run=write.dry_run)
    write.report("delete", with_dependents(names, deleted, kept))
