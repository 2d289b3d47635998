"""`snapshots diff`: what moved, appeared and went between two of them."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import AsFormat, Excel, Odds, TimeZone
from bbprops_cli.db.connection.connect import reading
from bbprops_cli.errors import ExitCode
from bbprops_cli.output import console, formats

Side = Annotated[str, typer.Argument(help="Its name, its id or the end of its id; `board` for the live board.")]


def diff(
    before: Side,
    after: Side,
    min_move: Annotated[
        float,
        typer.Option(min=0, metavar="N", help="Only lines that moved by so much, or prices by so much probability."),
    ] = 0,
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="Count instead, by such as market,platform.")] = "",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")] = False,
    output: AsFormat = None,
    tz: TimeZone = "",
    odds: Odds = "decimal",
    excel: Excel = False,
) -> None:
    """Compare two snapshots, or one with the board: the largest moves first, then what appeared and went."""
    from bbprops_cli.queries.snapshots import diff as snapshot_diff
    from bbprops_cli.rules.props.line_movement import moves

    grouping = snapshot_diff.by(by)
    with reading() as reader:
        sides = [snapshot_diff.side(*reader, reference) for reference in (before, after)]
        found = moves(*snapshot_diff.changed(*reader, *sides))
    found = [move for move in found if move.size >= min_move] if min_move else found
    columns = (*grouping, *snapshot_diff.FIGURES) if grouping else snapshot_diff.DIFF
    rows = snapshot_diff.grouped(found, grouping) if grouping else map(snapshot_diff.row, found)
    formats.show(rows, columns, fmt=output, tz=tz, odds=odds, excel=excel)
    kinds = [move.change for move in found]
    counts = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in ("moved", "appeared", "went"))
    console.note(counts if found else "nothing differs")
    if found and exit_code:
        raise typer.Exit(ExitCode.FAILURE)
