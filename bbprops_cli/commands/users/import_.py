"""`users import`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bbprops_cli.commands.shared.options import (
    FileContent,
    HeaderMap,
    MaxErrors,
    Output,
    RejectsFile,
    Write,
    headers_by_column,
)
from bbprops_cli.commands.shared.spread import spread


@spread
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", allow_dash=True, help="CSV, JSON lines or a workbook; - is stdin.")
    ],
    *,
    if_exists: Annotated[
        Literal["update", "skip", "error"],
        typer.Option(
            help="What to do when a user already has this email address, Clerk id or Supabase id; "
            "error rejects the row."
        ),
    ] = "update",
    column: HeaderMap = None,
    max_errors: MaxErrors = None,
    rejects: RejectsFile = None,
    content: FileContent,
    write: Write,
    output: Output,
) -> None:
    """Import users from a file in one transaction.

    Blank cells leave the stored value as it is.

    Examples:
      bbprops users import people.csv  # create new users, update known ones
      bbprops users import people.csv --if-exists skip --rejects rejected.jsonl  # create new users only
      bbprops users import export.csv --map email=Mail --map clerk_user_id="Clerk ID"  # a file with other headers
    """
    from bbprops_cli.commands.shared import progress, reports
    from bbprops_cli.output import console
    from bbprops_cli.providers.source import Source
    from bbprops_cli.providers.users import UserFile
    from bbprops_cli.tasks import rejects as rejected
    from bbprops_cli.tasks.users import intake

    users = UserFile(Source(file, sheet=content.sheet, encoding=content.encoding), headers_by_column(column))
    with rejected.gathered(rejects, max_errors, console.warn) as refused:
        with progress.reading(users.source.size) as seen:
            counts = intake.take_in(users, refused, if_exists, dry_run=write.dry_run, progress=seen)
        reports.counts(counts, intake.COUNTS, intake.CHANGES, users.unknown_headers, write, output)
        for note in users.source.notes:
            console.note(f"{file}: {note}")
        refused.finish()
