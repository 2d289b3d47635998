"""`snapshots diff`: lines that were changed, added and removed between two snapshots."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import AsFormat, Excel, Odds, TimeZone
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.errors import ExitCode
from bbprops_cli.output import console, formats

Side = Annotated[str, typer.Argument(help="Its name, its id or the end of its id; `board` for the live board.")]


def diff(
    before: Side,
    after: Side,
    min_move: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="N",
            help="Only lines that changed by at least N, or whose odds changed by N of implied probability.",
        ),
    ] = 0,
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="Count instead, by such as market,platform.")] = "",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")] = False,
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
    excel: Excel = False,
) -> None:
    """Compare two snapshots, or a snapshot with the board.

    Changed lines come first, the largest change at the top; then added and removed lines.
    """
    from bbprops_cli.queries.snapshots import diff as snapshot_diff
    from bbprops_cli.rules.props.line_movement import CHANGES, line_changes

    grouping = snapshot_diff.by(by)
    with reading() as db:
        sides = [snapshot_diff.side(db, reference) for reference in (before, after)]
        found = line_changes(*snapshot_diff.changed(db, *sides))
    found = [each for each in found if each.size >= min_move] if min_move else found
    columns = (*grouping, *snapshot_diff.FIGURES) if grouping else snapshot_diff.DIFF
    rows = snapshot_diff.grouped(found, grouping) if grouping else map(snapshot_diff.row, found)
    formats.show(rows, columns, fmt=output, tz=tz, odds=odds, excel=excel)
    changed_how = [each.change for each in found]
    counts = ", ".join(f"{changed_how.count(change):,} {change}" for change in CHANGES)
    console.note(counts if found else "nothing differs")
    if found and exit_code:
        raise typer.Exit(ExitCode.FAILURE)
