"""`slips export`."""

from typing import Annotated, Literal

import typer

from bbprops_cli.commands.shared.options import STDOUT, TargetFile
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import SlipFilter


@spread
def export(
    file: TargetFile = STDOUT,
    *,
    fmt: Annotated[
        Literal["csv", "jsonl"] | None,
        typer.Option("--output", "-o", help="File format.", show_default="ending of FILE, else csv"),
    ] = None,
    explode: Annotated[
        Literal["legs"] | None,
        typer.Option(help="Write one row per leg.", show_default="one row per slip"),
    ] = None,
    which: SlipFilter,
) -> None:
    """Write slips to a file for other programs.

    Examples:
      bbprops slips export slips.jsonl  # one line per slip, with its legs
      bbprops slips export legs.csv --explode legs --placed  # one row per leg of the placed slips
      bbprops slips export -o jsonl --user ana_demo | gzip > slips.jsonl.gz  # compressed
    """
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.slips.export import per_leg, per_slip

    wanted = exporting.format_of(file, fmt, ("csv", "jsonl"))
    with reading() as db:
        request = which.request(db)._replace(sort="created_at")
        columns, rows = (per_leg if explode else per_slip)(db, request)
        exporting.rows(file, rows, columns, wanted)
