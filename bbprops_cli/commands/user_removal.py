"""`users delete`, `erase` and `export`."""

from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.catalog import USERS
from bbprops_cli.commands.shared import records
from bbprops_cli.commands.shared.options import Confirm, Cron, DryRun, Yes
from bbprops_cli.commands.user_changes import Several, Who
from bbprops_cli.output import console

TOUCHED = ("users", "experiments", "slips")


def delete(
    user: Several,
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Delete users with their experiments and slips; `erase` keeps those."""
    records.delete(USERS, user, touches=TOUCHED, yes=yes, confirm=confirm, dry_run=dry_run)


def erase(
    user: Who,
    with_data: Annotated[bool, typer.Option("--with-data", help="Delete their experiments and slips too.")] = False,
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Forget who a user is, for good; their experiments and slips stay, of nobody in particular."""
    from bbprops_cli.commands.shared import confirmation
    from bbprops_cli.db.connection.retry import retried
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries.users import export as user_data

    where, mark, held = records.held(USERS, [user])
    theirs = [console.counted(number, name) for name, number in held.going.items() if number]
    end = held.identifiers[0][-6:]
    if user_data.is_erased(held) and not (with_data and theirs):
        console.report(f"nothing to do: {end} is erased already", changed=False)
        return
    state = "gone" if with_data else "kept"
    if not dry_run:
        parts = ["e-mail, names, ids and metadata of 1 user", *(f"{each} {state}" for each in theirs)]
        loss = confirmation.Loss(where, mark, held.rows if with_data else 1, parts)
        confirmation.ask(f"Erase {held.names[0]}?", loss, yes=yes, confirm=confirm, allow_production=True)

    def work_once() -> None:
        with writing(where, dry_run=dry_run, touches=TOUCHED) as (connection, kind):
            user_data.erase(connection, kind, held, with_data=with_data)

    retried(work_once)
    # By the end of the id: the address is to be in no log either.
    said = ", ".join([end, *(f"{each} {state}" for each in theirs)])
    console.report(f"{'would have ' if dry_run else ''}erased {said}", changed=not dry_run)


def export(
    user: Who,
    file: Annotated[Path, typer.Argument(metavar="[FILE]", allow_dash=True, help="Where to; - is stdout.")] = Path("-"),
) -> None:
    """Write all that is held on one person as one JSON document: the account, experiments and slips."""
    from bbprops_cli.commands.shared import exporting
    from bbprops_cli.db.connection.connect import reading
    from bbprops_cli.output import formats
    from bbprops_cli.queries import records
    from bbprops_cli.queries.users import export as user_data

    with reading() as reader:
        pairs = records.describe(*reader, USERS, user)
        values = {column.name: value for column, value in pairs}
        lists = user_data.theirs(*reader, str(values["id"]))
        with exporting.sink(file) as out:
            for text in formats.document("user", tuple(values.values()), USERS.columns, lists):
                out.write(text.encode())
    exporting.wrote(file)
