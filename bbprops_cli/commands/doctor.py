"""`doctor`."""

import sys

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import TIMEOUT_SECONDS, Output, Timeout
from bbprops_cli.commands.shared.spread import spread

FINDINGS = (
    Column("finding", "text", "What was checked", 1),
    Column("verdict", "text", "ok, warning or error", 1),
    Column("value", "text", "Result; passwords are masked", 1),
    Column("limit", "text", "Values that are ok", 3, nullable=True),
    Column("hint", "text", "Next step", 2, nullable=True),
)


@spread
def doctor(*, timeout: Timeout = TIMEOUT_SECONDS, output: Output) -> None:
    """Check settings, database, server, snapshots, replica and Redis.

    Exits with the code of the worst finding; docs/doctor.md lists the limits and codes.

    Examples:
      bbprops doctor  # what is wrong, and what to do next?
      bbprops doctor -o json  # for monitoring
    """
    from bbprops_cli.db.admin.findings import worst
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.doctor import examine_within

    findings = list(examine_within(timeout))
    rows = [(each.check, each.verdict, each.value, each.limit or None, each.hint or None) for each in findings]
    formats.show(rows, FINDINGS, fmt=output.fmt)
    if sys.stdout.isatty():  # where a table is cut to the screen
        for each in findings:
            if each.code or each.hint:
                console.note(f"{each.check}: {each.value}. {each.hint}".rstrip())
    problems = sum(bool(each.code) for each in findings)
    console.note(console.counted(problems, "problems") if problems else "no problems")
    if problems:
        raise typer.Exit(worst(findings))
