"""`bbprops doctor`: everything at once."""

import sys

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import AsFormat

COLUMNS = (
    Column("check", "text", "What was looked at", 1),
    Column("state", "text", "ok, note or problem", 1),
    Column("found", "text", "What was found; passwords are masked", 1),
    Column("hint", "text", "The next step", 2, nullable=True),
)


def doctor(output: AsFormat = None) -> None:
    """Look at configuration, database, migrations, guards, Redis and replica; exit with the worst finding's code."""
    from bbprops_cli.db.admin import doctor as looking
    from bbprops_cli.output import console, formats

    findings = list(looking.examine())
    formats.show([(each.check, each.state, each.found, each.hint or None) for each in findings], COLUMNS, fmt=output)
    if sys.stdout.isatty():  # where a table is cut to the screen
        for each in findings:
            if each.code or each.hint:
                console.note(f"{each.check}: {each.found}. {each.hint}".rstrip())
    problems = sum(bool(each.code) for each in findings)
    console.note(f"{problems} {'problem' if problems == 1 else 'problems'}" if problems else "all is well")
    if problems:
        raise typer.Exit(looking.worst(findings))
