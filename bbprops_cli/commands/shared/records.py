"""What `show`, `delete` and `stats` of every noun do with their arguments."""

import sys
from collections.abc import Collection, Sequence
from typing import Any

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.commands.shared.lists import View
from bbprops_cli.db.connection.connect import Target
from bbprops_cli.output import console, formats
from bbprops_cli.queries.lists.grouped import Part
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.queries.records import Held


def show(pairs: Sequence[tuple[Column, Any]], noun: Noun, view: View) -> None:
    """Show one record in the format asked for."""
    formats.show_one(pairs, fmt=view.fmt, tz=view.tz, odds=view.odds, name_column=noun.key or "")


def show_with(
    pairs: Sequence[tuple[Column, Any]],
    noun: Noun,
    tables: Sequence[tuple[str, Sequence[Column], Sequence[Sequence[Any]]]],
    view: View,
) -> None:
    """Show a record whose columns of these names are tables: for programs as they are, for people below the rest."""
    fmt = view.fmt or ("table" if sys.stdout.isatty() else "tsv")
    if fmt not in {"table", "wide", "md"}:
        show(pairs, noun, view)
        return
    apart = {name for name, _, _ in tables}
    show([pair for pair in pairs if pair[0].name not in apart], noun, view)
    for name, columns, rows in tables:
        if rows:
            console.out.write(f"\n{name}\n" + "\n" * (fmt == "md"))  # or Markdown takes the table for text
            formats.show(rows, columns, fmt=fmt, tz=view.tz, odds=view.odds)


def stats(request: Request, by: Sequence[Part], computed: Sequence[Part], view: View) -> None:
    """Show figures by group, of the rows that the request chooses."""
    from bbprops_cli.db.connection.connect import reading
    from bbprops_cli.queries.lists import grouped

    with reading() as reader:
        rows = grouped.figures(*reader, request, by, computed)
    shown = [part.column for part in (*by, *computed)]
    formats.show(rows, shown, fmt=view.fmt, tz=view.tz, odds=view.odds, excel=view.excel)


def held(noun: Noun, references: Sequence[str]) -> tuple[Target, str, Held]:
    """The rows meant, with what hangs on them, on which database, and how that one is marked."""
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.connect import reading, target
    from bbprops_cli.queries import records

    where = target()
    with reading(where) as (connection, kind):
        return where, environment.bare(connection), records.held(connection, kind, noun, references)


def delete(
    noun: Noun, references: Sequence[str], *, touches: Collection[str], yes: bool, confirm: str, dry_run: bool
) -> None:
    """Say what would go and what would lose its reference, ask, and delete."""
    from bbprops_cli.commands.shared import confirmation
    from bbprops_cli.db.connection.retry import retried
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries import records

    where, mark, found = held(noun, references)
    names = ", ".join(found.names)
    if not dry_run:
        parts = [console.counted(len(found.identifiers), noun.name)]
        parts += [console.counted(number, name) for name, number in found.going.items() if number]
        parts += [
            f"{console.counted(number, name)} lose their reference" for name, number in found.staying.items() if number
        ]
        loss = confirmation.Loss(where, mark, found.rows, parts)
        confirmation.ask(f"Delete {names}?", loss, yes=yes, confirm=confirm, allow_production=True)

    def work_once() -> None:
        with writing(where, dry_run=dry_run, touches=touches) as (connection, kind):
            records.delete(connection, kind, found)

    retried(work_once)
    went = [f"{console.counted(number, name)} gone with it" for name, number in found.going.items() if number]
    went += [
        f"{console.counted(number, name)} lost their reference" for name, number in found.staying.items() if number
    ]
    console.report(f"{'would have ' if dry_run else ''}deleted {', '.join([names, *went])}", changed=not dry_run)
