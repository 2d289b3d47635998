"""`props export`."""

from typing import Annotated, Literal

import typer

from bbprops_cli.commands.props.filters import PropFilter
from bbprops_cli.commands.shared.options import STDOUT, TargetFile
from bbprops_cli.commands.shared.spread import spread


@spread
def export(
    file: TargetFile = STDOUT,
    *,
    fmt: Annotated[
        Literal["csv", "jsonl", "parquet"] | None,
        typer.Option("--output", "-o", help="Format.", show_default="by the ending of FILE, else csv"),
    ] = None,
    which: PropFilter,
) -> None:
    """Write props to a file that bbprops can import again.

    A FILE that ends in .gz or .zst is compressed. The same props give the same bytes on PostgreSQL and SQLite.

    Examples:
      bbprops props export board.csv.gz  # the whole live board, compressed
      bbprops props export --snapshot nfl-week-5-2025 -o jsonl | head -n 3  # a snapshot, to stdout
      bbprops props export nfl.parquet --league NFL --all  # with the history of the board, for pandas or DuckDB
    """
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.tasks.props import export as exports

    known = exporting.format_of(file, fmt)
    with reading() as db:
        request = which.request(db)
        with exporting.sink(file) as out:
            exports.write(db, request, known, out)
    exporting.wrote(file)
