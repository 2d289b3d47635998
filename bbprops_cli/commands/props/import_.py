"""`props import`."""

from functools import partial

from bbprops_cli.commands.props import explaining, sync
from bbprops_cli.commands.props.options import ImportedFiles, ImportTarget
from bbprops_cli.commands.shared.options import FileContent, Output, Write
from bbprops_cli.commands.shared.spread import spread


@spread
def import_(which: ImportedFiles, content: FileContent, target: ImportTarget, write: Write, output: Output) -> None:
    """Import props from files in one transaction.

    Reads the formats of several providers, spreadsheets as CSV, and what `bbprops props export` writes.
    --league, --season, --week and --platform fill in what a file does not say and never override what it says.
    When a line has moved, the old one leaves the board and stays as its history.

    Examples:
      bbprops props import odds.json  # a download of The Odds API
      bbprops props import lines.csv --league NBA --map player_name=Who --explain  # how a spreadsheet is understood
      bbprops props import odds.json --sync --dry-run  # what else would leave the board, if the file is complete
      bbprops props export | bbprops props import - --snapshot nfl-week-5-2025 --on-conflict skip  # into a snapshot
    """
    if which.explain:
        explaining.show(which.given(content), output)
        return
    from bbprops_cli.commands.shared import progress, reports
    from bbprops_cli.output import console
    from bbprops_cli.tasks import rejects
    from bbprops_cli.tasks.props import intake

    files, destination = which.given(content), target.destination()
    with rejects.gathered(which.rejects, which.max_errors, console.warn) as rejected:
        take_in = partial(
            intake.take_in, files, destination, rejected, dry_run=write.dry_run, progress=progress.reading
        )
        taken = sync.confirmed(lambda agreed: take_in(agreed=agreed), files)
    for note in taken.notes:
        console.note(note)
    reports.counts(taken.counts, intake.COUNTS, intake.CHANGES, (), write, output)
    reports.platforms(taken.platforms)
    rejected.finish()
