"""`slips check`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import SlipFilter


@spread
def check(
    slip: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SLIP]...", help="Ids of slips, or their last six characters.", show_default="all slips"
        ),
    ] = None,
    *,
    which: SlipFilter,
    output: Output,
) -> None:
    """Report contradictions in slips; exit with 5 if there are any.

    Reports an EV that does not follow from the leg probabilities and the payout,
    a matrix that is not a valid correlation matrix, two legs on the same prop,
    and legs whose prop no longer exists.

    Examples:
      bbprops slips check --unplaced  # slips that are not placed yet
      bbprops slips check 63c54a -o json  # one slip, for a script
    """
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.errors import ExitCode
    from bbprops_cli.output import console, formats
    from bbprops_cli.queries.slips import contradictions

    with reading() as db:
        found = contradictions.find(db, which.request_of(db, slip or []))
    formats.show(found, contradictions.CONTRADICTION_COLUMNS, fmt=output.fmt)
    console.note(console.counted(len(found), "contradictions") if found else "no contradictions")
    if found:
        raise typer.Exit(ExitCode.INVALID)
