"""`doctor`."""

import sys

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import TIMEOUT_SECONDS, Output, Timeout
from bbprops_cli.commands.shared.spread import spread

FINDINGS = (
    Column("check", "text", "What was checked", 1),
    Column("state", "text", "ok, note or problem", 1),
    Column("found", "text", "Result; passwords are masked", 1),
    Column("hint", "text", "Next step", 2, nullable=True),
)


@spread
def doctor(*, timeout: Timeout = TIMEOUT_SECONDS, output: Output) -> None:
    """Check settings, database, migrations, guards, replica and Redis.

    Exits with the code of the worst problem.

    Examples:
      bbprops doctor  # what is wrong, and what to do next?
      bbprops doctor -o json  # for monitoring
    """
    from bbprops_cli.db.admin import doctor as checks
    from bbprops_cli.output import console, formats

    findings = list(checks.examine_within(timeout))
    rows = [(each.check, each.state, each.found, each.hint or None) for each in findings]
    formats.show(rows, FINDINGS, fmt=output.fmt)
    if sys.stdout.isatty():  # where a table is cut to the screen
        for each in findings:
            if each.code or each.hint:
                console.note(f"{each.check}: {each.found}. {each.hint}".rstrip())
    problems = sum(bool(each.code) for each in findings)
    console.note(console.counted(problems, "problems") if problems else "no problems")
    if problems:
        raise typer.Exit(checks.worst(findings))
